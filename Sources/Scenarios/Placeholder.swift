import KernelHeaders
import Yams
public func headerCount() -> Int { Int(simctl_header_count) }
