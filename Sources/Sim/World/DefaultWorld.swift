// The default world: whatever the driver has registered by the end of the setup is exercised.

extension Machine {
  /// An admin unbinds and unloads, others unbind the devices that drivers have made; every requested
  /// interrupt fires; a user opens every character device and uses every operation that it has; every
  /// attribute is read and written.
  func defaultThreads() -> [ThreadSpec] {
    var admin: [ThreadSpec.Item] = [ThreadSpec.Item(.unbind)]
    for module in program.modules.reversed() { admin.append(ThreadSpec.Item(.rmmod(module.name))) }
    var threads = [ThreadSpec(name: "admin", actions: admin)]
    for name in BusDevice.boundOthers(self) {
      threads.append(
        ThreadSpec(name: "admin_\(name)", actions: [ThreadSpec.Item(.unbindDevice(name))]))
    }
    for vector in Interrupts.requestedVectors(self) {
      threads.append(
        ThreadSpec(
          name: vector == 0 ? "device" : "device\(vector)",
          actions: [ThreadSpec.Item(.irq(vector), .times(2))]))
    }
    for device in CharDevices.registered(self) {
      var actions: [ThreadSpec.Item] = [ThreadSpec.Item(.open(device.name))]
      if device.hasRead { actions.append(ThreadSpec.Item(.read(8))) }
      if device.hasWrite { actions.append(ThreadSpec.Item(.write(8))) }
      if device.hasIoctl {
        actions.append(ThreadSpec.Item(.ioctl(command: 0, argument: 0)))
      }
      if device.hasPoll {
        actions += [ThreadSpec.Item(.poll), ThreadSpec.Item(.epoll)]
      }
      if device.hasFasync { actions.append(ThreadSpec.Item(.fasync)) }
      if device.hasMmap {
        actions += [ThreadSpec.Item(.mmap), ThreadSpec.Item(.touch), ThreadSpec.Item(.munmap)]
      }
      actions.append(ThreadSpec.Item(.close))
      threads.append(ThreadSpec(name: "user_\(device.name)", actions: actions))
    }
    for file in Debugfs.registered(self) {
      var actions: [ThreadSpec.Item] = [ThreadSpec.Item(.open(file.name))]
      if file.canRead { actions.append(ThreadSpec.Item(.read(8))) }
      if file.canWrite { actions.append(ThreadSpec.Item(.write(8))) }
      actions.append(ThreadSpec.Item(.close))
      threads.append(ThreadSpec(name: "debugfs_\(file.name)", actions: actions))
    }
    var uses: [ThreadSpec.Item] = []
    for attribute in Sysfs.registered(self) {
      if attribute.hasShow { uses.append(ThreadSpec.Item(.readAttribute(attribute.name))) }
      if attribute.hasStore {
        uses.append(ThreadSpec.Item(.writeAttribute(attribute.name, value: "1")))
      }
    }
    if !uses.isEmpty { threads.append(ThreadSpec(name: "sysfs", actions: uses)) }
    return threads
  }
}
