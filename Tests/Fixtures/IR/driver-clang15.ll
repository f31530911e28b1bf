; ModuleID = 'driver.c'
source_filename = "driver.c"
target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-f80:128-n8:16:32:64-S128"
target triple = "x86_64-unknown-linux-gnu"

%struct.tagless_t = type { i32 }
%struct.reg = type { i32, i32 }
%struct.work_struct = type { i64, %struct.list_head, ptr }
%struct.list_head = type { ptr, ptr }
%union.anon = type { i64 }
%struct.anon = type { %union.word, i32 }
%union.word = type { i32 }
%struct.__va_list_tag = type { i32, i32, ptr, ptr }
%struct.dev = type { [4 x %struct.reg], %struct.work_struct, %union.anon, %struct.anon, i24, i32, ptr, [2 x [3 x i32]], i8, [2 x ptr], [0 x i8] }

@computed.labels = internal constant [2 x ptr] [ptr blockaddress(@computed, %one), ptr blockaddress(@computed, %two)], align 16, !dbg !0
@inside = internal global ptr getelementptr (i8, ptr @the_dev, i64 116), align 8, !dbg !113
@distance = internal global i64 ptrtoint (ptr getelementptr (i8, ptr @the_dev, i64 123) to i64), align 8, !dbg !116
@tagless = internal global %struct.tagless_t zeroinitializer, section ".init.data", align 4, !dbg !97
@wide = internal global i128 1267650600228229401496703205375, align 16, !dbg !118
@.str = private unnamed_addr constant [9 x i8] c"dev \220\22\0A\00", align 1, !dbg !103
@the_dev = internal global { [4 x %struct.reg], %struct.work_struct, %union.anon, %struct.anon, i8, i8, i8, i32, ptr, [2 x [3 x i32]], i8, [2 x ptr], [0 x i8] } { [4 x %struct.reg] [%struct.reg { i32 1, i32 2 }, %struct.reg { i32 3, i32 4 }, %struct.reg zeroinitializer, %struct.reg zeroinitializer], %struct.work_struct zeroinitializer, %union.anon zeroinitializer, %struct.anon zeroinitializer, i8 3, i8 0, i8 0, i32 5, ptr @.str, [2 x [3 x i32]] zeroinitializer, i8 0, [2 x ptr] [ptr @op, ptr @op], [0 x i8] zeroinitializer }, align 8, !dbg !108
@.str.2 = private unnamed_addr constant [9 x i8] c"q %d %s\0A\00", align 1, !dbg !111

@init_module = dso_local alias i32 (), ptr @init_driver
@cleanup_module = dso_local alias void (), ptr @exit_driver

; Function Attrs: noinline nounwind optnone
define dso_local i32 @atomics(ptr noundef %p, ptr noundef %q) #0 !dbg !133 {
entry:
  %p.addr = alloca ptr, align 8
  %q.addr = alloca ptr, align 8
  %expected = alloca i32, align 4
  %n = alloca i32, align 4
  %.atomictmp = alloca i32, align 4
  %atomic-temp = alloca i32, align 4
  %.atomictmp1 = alloca i32, align 4
  %cmpxchg.bool = alloca i8, align 1
  %.atomictmp2 = alloca i64, align 8
  %.atomictmp3 = alloca i32, align 4
  %atomic-temp4 = alloca i32, align 4
  %atomic-temp5 = alloca i64, align 8
  store ptr %p, ptr %p.addr, align 8
  call void @llvm.dbg.declare(metadata ptr %p.addr, metadata !140, metadata !DIExpression()), !dbg !141
  store ptr %q, ptr %q.addr, align 8
  call void @llvm.dbg.declare(metadata ptr %q.addr, metadata !142, metadata !DIExpression()), !dbg !143
  call void @llvm.dbg.declare(metadata ptr %expected, metadata !144, metadata !DIExpression()), !dbg !145
  store i32 1, ptr %expected, align 4, !dbg !145
  call void @llvm.dbg.declare(metadata ptr %n, metadata !146, metadata !DIExpression()), !dbg !147
  %0 = load ptr, ptr %p.addr, align 8, !dbg !148
  store i32 1, ptr %.atomictmp, align 4, !dbg !149
  %1 = load i32, ptr %.atomictmp, align 4, !dbg !149
  %2 = atomicrmw add ptr %0, i32 %1 acq_rel, align 4, !dbg !149
  store i32 %2, ptr %atomic-temp, align 4, !dbg !149
  %3 = load i32, ptr %atomic-temp, align 4, !dbg !149
  store i32 %3, ptr %n, align 4, !dbg !147
  %4 = load ptr, ptr %p.addr, align 8, !dbg !150
  store i32 2, ptr %.atomictmp1, align 4, !dbg !152
  %5 = load i32, ptr %expected, align 4, !dbg !152
  %6 = load i32, ptr %.atomictmp1, align 4, !dbg !152
  %7 = cmpxchg ptr %4, i32 %5, i32 %6 seq_cst monotonic, align 4, !dbg !152
  %8 = extractvalue { i32, i1 } %7, 0, !dbg !152
  %9 = extractvalue { i32, i1 } %7, 1, !dbg !152
  br i1 %9, label %cmpxchg.continue, label %cmpxchg.store_expected, !dbg !152

cmpxchg.store_expected:                           ; preds = %entry
  store i32 %8, ptr %expected, align 4, !dbg !152
  br label %cmpxchg.continue, !dbg !152

cmpxchg.continue:                                 ; preds = %cmpxchg.store_expected, %entry
  %frombool = zext i1 %9 to i8, !dbg !152
  store i8 %frombool, ptr %cmpxchg.bool, align 1, !dbg !152
  %10 = load i8, ptr %cmpxchg.bool, align 1, !dbg !152
  %tobool = trunc i8 %10 to i1, !dbg !152
  br i1 %tobool, label %if.then, label %if.end, !dbg !153

if.then:                                          ; preds = %cmpxchg.continue
  %11 = load ptr, ptr %q.addr, align 8, !dbg !154
  store i64 5, ptr %.atomictmp2, align 8, !dbg !155
  %12 = load i64, ptr %.atomictmp2, align 8, !dbg !155
  store atomic i64 %12, ptr %11 release, align 8, !dbg !155
  br label %if.end, !dbg !155

if.end:                                           ; preds = %if.then, %cmpxchg.continue
  fence acquire, !dbg !156
  call void asm sideeffect "", "~{memory},~{dirflag},~{fpsr},~{flags}"() #5, !dbg !157, !srcloc !158
  %13 = load ptr, ptr %p.addr, align 8, !dbg !159
  store i32 9, ptr %.atomictmp3, align 4, !dbg !160
  %14 = load i32, ptr %.atomictmp3, align 4, !dbg !160
  %15 = atomicrmw xchg ptr %13, i32 %14 monotonic, align 4, !dbg !160
  store i32 %15, ptr %atomic-temp4, align 4, !dbg !160
  %16 = load i32, ptr %atomic-temp4, align 4, !dbg !160
  %17 = load i32, ptr %n, align 4, !dbg !161
  %add = add i32 %17, %16, !dbg !161
  store i32 %add, ptr %n, align 4, !dbg !161
  %18 = load i32, ptr %n, align 4, !dbg !162
  %conv = sext i32 %18 to i64, !dbg !162
  %19 = load ptr, ptr %q.addr, align 8, !dbg !163
  %20 = load atomic i64, ptr %19 acquire, align 8, !dbg !164
  store i64 %20, ptr %atomic-temp5, align 8, !dbg !164
  %21 = load i64, ptr %atomic-temp5, align 8, !dbg !164
  %add6 = add i64 %conv, %21, !dbg !165
  %conv7 = trunc i64 %add6 to i32, !dbg !162
  ret i32 %conv7, !dbg !166
}

; Function Attrs: nocallback nofree nosync nounwind readnone speculatable willreturn
declare void @llvm.dbg.declare(metadata, metadata, metadata) #1

; Function Attrs: noinline nounwind optnone
define dso_local i32 @arithmetic(i32 noundef %a, i32 noundef %b, i64 noundef %c, i64 noundef %d.coerce0, i64 noundef %d.coerce1) #0 !dbg !167 {
entry:
  %retval = alloca i32, align 4
  %d = alloca i128, align 16
  %a.addr = alloca i32, align 4
  %b.addr = alloca i32, align 4
  %c.addr = alloca i64, align 8
  %d.addr = alloca i128, align 16
  %saved_stack = alloca ptr, align 8
  %__vla_expr0 = alloca i64, align 8
  %r = alloca i32, align 4
  %cleanup.dest.slot = alloca i32, align 4
  %0 = getelementptr inbounds { i64, i64 }, ptr %d, i32 0, i32 0
  store i64 %d.coerce0, ptr %0, align 16
  %1 = getelementptr inbounds { i64, i64 }, ptr %d, i32 0, i32 1
  store i64 %d.coerce1, ptr %1, align 8
  %d1 = load i128, ptr %d, align 16
  store i32 %a, ptr %a.addr, align 4
  call void @llvm.dbg.declare(metadata ptr %a.addr, metadata !170, metadata !DIExpression()), !dbg !171
  store i32 %b, ptr %b.addr, align 4
  call void @llvm.dbg.declare(metadata ptr %b.addr, metadata !172, metadata !DIExpression()), !dbg !173
  store i64 %c, ptr %c.addr, align 8
  call void @llvm.dbg.declare(metadata ptr %c.addr, metadata !174, metadata !DIExpression()), !dbg !175
  store i128 %d1, ptr %d.addr, align 16
  call void @llvm.dbg.declare(metadata ptr %d.addr, metadata !176, metadata !DIExpression()), !dbg !177
  %2 = load i32, ptr %a.addr, align 4, !dbg !178
  %3 = zext i32 %2 to i64, !dbg !179
  %4 = call ptr @llvm.stacksave(), !dbg !179
  store ptr %4, ptr %saved_stack, align 8, !dbg !179
  %vla = alloca i32, i64 %3, align 16, !dbg !179
  store i64 %3, ptr %__vla_expr0, align 8, !dbg !179
  call void @llvm.dbg.declare(metadata ptr %__vla_expr0, metadata !180, metadata !DIExpression()), !dbg !181
  call void @llvm.dbg.declare(metadata ptr %vla, metadata !182, metadata !DIExpression()), !dbg !186
  call void @llvm.dbg.declare(metadata ptr %r, metadata !187, metadata !DIExpression()), !dbg !188
  %5 = load i32, ptr %b.addr, align 4, !dbg !189
  %6 = call { i32, i1 } @llvm.uadd.with.overflow.i32(i32 %5, i32 3), !dbg !191
  %7 = extractvalue { i32, i1 } %6, 1, !dbg !191
  %8 = extractvalue { i32, i1 } %6, 0, !dbg !191
  store i32 %8, ptr %r, align 4, !dbg !191
  br i1 %7, label %if.then, label %if.end, !dbg !192

if.then:                                          ; preds = %entry
  store i32 -1, ptr %retval, align 4, !dbg !193
  store i32 1, ptr %cleanup.dest.slot, align 4
  br label %cleanup, !dbg !193

if.end:                                           ; preds = %entry
  %9 = load i32, ptr %a.addr, align 4, !dbg !194
  %div = sdiv i32 %9, 3, !dbg !195
  %rem = srem i32 %div, 2, !dbg !196
  %shl = shl i32 %rem, 1, !dbg !197
  %shr = ashr i32 %shl, 2, !dbg !198
  %arrayidx = getelementptr i32, ptr %vla, i64 0, !dbg !199
  store i32 %shr, ptr %arrayidx, align 16, !dbg !200
  %10 = load i32, ptr %b.addr, align 4, !dbg !201
  %div2 = udiv i32 %10, 3, !dbg !202
  %rem3 = urem i32 %div2, 5, !dbg !203
  %shr4 = lshr i32 %rem3, 1, !dbg !204
  %11 = load i32, ptr %b.addr, align 4, !dbg !205
  %neg = xor i32 %11, -1, !dbg !206
  %xor = xor i32 %shr4, %neg, !dbg !207
  store i32 %xor, ptr %b.addr, align 4, !dbg !208
  %12 = load i64, ptr %c.addr, align 8, !dbg !209
  %mul = mul i64 %12, 3, !dbg !210
  %sub = sub i64 %mul, 1, !dbg !211
  %or = or i64 %sub, 7, !dbg !212
  store i64 %or, ptr %c.addr, align 8, !dbg !213
  %13 = load i64, ptr %c.addr, align 8, !dbg !214
  %14 = inttoptr i64 %13 to ptr, !dbg !215
  %15 = ptrtoint ptr %r to i64, !dbg !216
  %16 = load i32, ptr %b.addr, align 4, !dbg !217
  %17 = load i32, ptr %a.addr, align 4, !dbg !218
  %conv = trunc i32 %17 to i16, !dbg !219
  %conv5 = sext i16 %conv to i32, !dbg !219
  %18 = load i32, ptr %b.addr, align 4, !dbg !220
  %conv6 = trunc i32 %18 to i8, !dbg !221
  %conv7 = sext i8 %conv6 to i32, !dbg !221
  %19 = load i128, ptr %d.addr, align 16, !dbg !222
  %mul8 = mul i128 %19, 3, !dbg !223
  %shr9 = lshr i128 %mul8, 64, !dbg !224
  call void (ptr, ...) @use(ptr noundef %vla, ptr noundef %14, i64 noundef %15, i32 noundef %16, i32 noundef %conv5, i32 noundef %conv7, i128 noundef %shr9) #6, !dbg !225
  %arrayidx10 = getelementptr i32, ptr %vla, i64 0, !dbg !226
  %20 = load i32, ptr %arrayidx10, align 16, !dbg !226
  %tobool = icmp ne i32 %20, 0, !dbg !226
  br i1 %tobool, label %land.lhs.true, label %cond.false, !dbg !227

land.lhs.true:                                    ; preds = %if.end
  %21 = load i32, ptr %b.addr, align 4, !dbg !228
  %tobool11 = icmp ne i32 %21, 0, !dbg !228
  br i1 %tobool11, label %cond.true, label %lor.lhs.false, !dbg !229

lor.lhs.false:                                    ; preds = %land.lhs.true
  %22 = load i64, ptr %c.addr, align 8, !dbg !230
  %tobool12 = icmp ne i64 %22, 0, !dbg !230
  br i1 %tobool12, label %cond.true, label %cond.false, !dbg !226

cond.true:                                        ; preds = %lor.lhs.false, %land.lhs.true
  %23 = load i32, ptr %a.addr, align 4, !dbg !231
  br label %cond.end, !dbg !226

cond.false:                                       ; preds = %lor.lhs.false, %if.end
  %24 = load i32, ptr %a.addr, align 4, !dbg !232
  %sub13 = sub i32 0, %24, !dbg !233
  br label %cond.end, !dbg !226

cond.end:                                         ; preds = %cond.false, %cond.true
  %cond = phi i32 [ %23, %cond.true ], [ %sub13, %cond.false ], !dbg !226
  store i32 %cond, ptr %retval, align 4, !dbg !234
  store i32 1, ptr %cleanup.dest.slot, align 4
  br label %cleanup, !dbg !234

cleanup:                                          ; preds = %cond.end, %if.then
  %25 = load ptr, ptr %saved_stack, align 8, !dbg !235
  call void @llvm.stackrestore(ptr %25), !dbg !235
  %26 = load i32, ptr %retval, align 4, !dbg !235
  ret i32 %26, !dbg !235
}

; Function Attrs: nocallback nofree nosync nounwind willreturn
declare ptr @llvm.stacksave() #2

; Function Attrs: nocallback nofree nosync nounwind readnone speculatable willreturn
declare { i32, i1 } @llvm.uadd.with.overflow.i32(i32, i32) #1

declare void @use(ptr noundef, ...) #3

; Function Attrs: nocallback nofree nosync nounwind willreturn
declare void @llvm.stackrestore(ptr) #2

; Function Attrs: noinline nounwind optnone
define dso_local i32 @variadic(i32 noundef %n, ...) #0 !dbg !236 {
entry:
  %n.addr = alloca i32, align 4
  %list = alloca [1 x %struct.__va_list_tag], align 16
  %sum = alloca i32, align 4
  store i32 %n, ptr %n.addr, align 4
  call void @llvm.dbg.declare(metadata ptr %n.addr, metadata !239, metadata !DIExpression()), !dbg !240
  call void @llvm.dbg.declare(metadata ptr %list, metadata !241, metadata !DIExpression()), !dbg !253
  call void @llvm.dbg.declare(metadata ptr %sum, metadata !254, metadata !DIExpression()), !dbg !255
  store i32 0, ptr %sum, align 4, !dbg !255
  %arraydecay = getelementptr inbounds [1 x %struct.__va_list_tag], ptr %list, i64 0, i64 0, !dbg !256
  call void @llvm.va_start(ptr %arraydecay), !dbg !256
  br label %while.cond, !dbg !257

while.cond:                                       ; preds = %vaarg.end, %entry
  %0 = load i32, ptr %n.addr, align 4, !dbg !258
  %dec = add i32 %0, -1, !dbg !258
  store i32 %dec, ptr %n.addr, align 4, !dbg !258
  %tobool = icmp ne i32 %0, 0, !dbg !257
  br i1 %tobool, label %while.body, label %while.end, !dbg !257

while.body:                                       ; preds = %while.cond
  %arraydecay1 = getelementptr inbounds [1 x %struct.__va_list_tag], ptr %list, i64 0, i64 0, !dbg !259
  %gp_offset_p = getelementptr inbounds %struct.__va_list_tag, ptr %arraydecay1, i32 0, i32 0, !dbg !259
  %gp_offset = load i32, ptr %gp_offset_p, align 16, !dbg !259
  %fits_in_gp = icmp ule i32 %gp_offset, 40, !dbg !259
  br i1 %fits_in_gp, label %vaarg.in_reg, label %vaarg.in_mem, !dbg !259

vaarg.in_reg:                                     ; preds = %while.body
  %1 = getelementptr inbounds %struct.__va_list_tag, ptr %arraydecay1, i32 0, i32 3, !dbg !259
  %reg_save_area = load ptr, ptr %1, align 16, !dbg !259
  %2 = getelementptr i8, ptr %reg_save_area, i32 %gp_offset, !dbg !259
  %3 = add i32 %gp_offset, 8, !dbg !259
  store i32 %3, ptr %gp_offset_p, align 16, !dbg !259
  br label %vaarg.end, !dbg !259

vaarg.in_mem:                                     ; preds = %while.body
  %overflow_arg_area_p = getelementptr inbounds %struct.__va_list_tag, ptr %arraydecay1, i32 0, i32 2, !dbg !259
  %overflow_arg_area = load ptr, ptr %overflow_arg_area_p, align 8, !dbg !259
  %overflow_arg_area.next = getelementptr i8, ptr %overflow_arg_area, i32 8, !dbg !259
  store ptr %overflow_arg_area.next, ptr %overflow_arg_area_p, align 8, !dbg !259
  br label %vaarg.end, !dbg !259

vaarg.end:                                        ; preds = %vaarg.in_mem, %vaarg.in_reg
  %vaarg.addr = phi ptr [ %2, %vaarg.in_reg ], [ %overflow_arg_area, %vaarg.in_mem ], !dbg !259
  %4 = load i32, ptr %vaarg.addr, align 4, !dbg !259
  %5 = load i32, ptr %sum, align 4, !dbg !260
  %add = add i32 %5, %4, !dbg !260
  store i32 %add, ptr %sum, align 4, !dbg !260
  br label %while.cond, !dbg !257, !llvm.loop !261

while.end:                                        ; preds = %while.cond
  %arraydecay2 = getelementptr inbounds [1 x %struct.__va_list_tag], ptr %list, i64 0, i64 0, !dbg !264
  call void @llvm.va_end(ptr %arraydecay2), !dbg !264
  %6 = load i32, ptr %sum, align 4, !dbg !265
  ret i32 %6, !dbg !266
}

; Function Attrs: nocallback nofree nosync nounwind willreturn
declare void @llvm.va_start(ptr) #2

; Function Attrs: nocallback nofree nosync nounwind willreturn
declare void @llvm.va_end(ptr) #2

; Function Attrs: noinline nounwind optnone
define dso_local i32 @computed(i32 noundef %n) #0 !dbg !2 {
entry:
  %retval = alloca i32, align 4
  %n.addr = alloca i32, align 4
  store i32 %n, ptr %n.addr, align 4
  call void @llvm.dbg.declare(metadata ptr %n.addr, metadata !267, metadata !DIExpression()), !dbg !268
  %0 = load i32, ptr %n.addr, align 4, !dbg !269
  %and = and i32 %0, 1, !dbg !270
  %idxprom = sext i32 %and to i64, !dbg !271
  %arrayidx = getelementptr [2 x ptr], ptr @computed.labels, i64 0, i64 %idxprom, !dbg !271
  %1 = load ptr, ptr %arrayidx, align 8, !dbg !271
  br label %indirectgoto, !dbg !272

one:                                              ; preds = %indirectgoto
  call void @llvm.dbg.label(metadata !273), !dbg !274
  store i32 1, ptr %retval, align 4, !dbg !275
  br label %return, !dbg !275

two:                                              ; preds = %indirectgoto
  call void @llvm.dbg.label(metadata !276), !dbg !277
  store i32 2, ptr %retval, align 4, !dbg !278
  br label %return, !dbg !278

return:                                           ; preds = %two, %one
  %2 = load i32, ptr %retval, align 4, !dbg !279
  ret i32 %2, !dbg !279

indirectgoto:                                     ; preds = %entry
  %indirect.goto.dest = phi ptr [ %1, %entry ]
  indirectbr ptr %indirect.goto.dest, [label %one, label %two]
}

; Function Attrs: nocallback nofree nosync nounwind readnone speculatable willreturn
declare void @llvm.dbg.label(metadata) #1

; Function Attrs: noinline nounwind optnone
define dso_local i32 @init_driver() #0 !dbg !280 {
entry:
  %copy = alloca %struct.dev, align 8
  %r = alloca %struct.reg, align 4
  call void @llvm.dbg.declare(metadata ptr %copy, metadata !283, metadata !DIExpression()), !dbg !284
  call void @llvm.memcpy.p0.p0.i64(ptr align 8 %copy, ptr align 8 @the_dev, i64 144, i1 false), !dbg !285
  call void @llvm.dbg.declare(metadata ptr %r, metadata !286, metadata !DIExpression()), !dbg !287
  %0 = load i64, ptr @the_dev, align 8, !dbg !288
  %call = call i64 @pass(i64 %0, ptr noundef byval(%struct.dev) align 8 %copy) #6, !dbg !288
  store i64 %call, ptr %r, align 4, !dbg !288
  store ptr @work_fn, ptr getelementptr inbounds (%struct.dev, ptr @the_dev, i32 0, i32 1, i32 2), align 8, !dbg !289
  %1 = load ptr, ptr getelementptr inbounds (%struct.dev, ptr @the_dev, i32 0, i32 1, i32 2), align 8, !dbg !290
  call void %1(ptr noundef getelementptr inbounds (%struct.dev, ptr @the_dev, i32 0, i32 1)) #6, !dbg !291
  %call1 = call ptr @get_opaque() #6, !dbg !292
  %2 = load ptr, ptr @inside, align 8, !dbg !293
  %3 = load i64, ptr @distance, align 8, !dbg !294
  call void (ptr, ...) @use(ptr noundef %call1, ptr noundef %2, i64 noundef %3, ptr noundef @tagless, ptr noundef @wide) #6, !dbg !295
  %a = getelementptr inbounds %struct.reg, ptr %r, i32 0, i32 0, !dbg !296
  %4 = load i32, ptr %a, align 4, !dbg !296
  ret i32 %4, !dbg !297
}

; Function Attrs: argmemonly nocallback nofree nounwind willreturn
declare void @llvm.memcpy.p0.p0.i64(ptr noalias nocapture writeonly, ptr noalias nocapture readonly, i64, i1 immarg) #4

; Function Attrs: noinline nounwind optnone
define internal i64 @pass(i64 %by.coerce, ptr noundef byval(%struct.dev) align 8 %big) #0 !dbg !298 {
entry:
  %retval = alloca %struct.reg, align 4
  %by = alloca %struct.reg, align 4
  store i64 %by.coerce, ptr %by, align 4
  call void @llvm.dbg.declare(metadata ptr %by, metadata !301, metadata !DIExpression()), !dbg !302
  call void @llvm.dbg.declare(metadata ptr %big, metadata !303, metadata !DIExpression()), !dbg !304
  %inner = getelementptr inbounds %struct.dev, ptr %big, i32 0, i32 3, !dbg !305
  %count = getelementptr inbounds %struct.anon, ptr %inner, i32 0, i32 1, !dbg !306
  %0 = load i32, ptr %count, align 4, !dbg !306
  %a = getelementptr inbounds %struct.reg, ptr %by, i32 0, i32 0, !dbg !307
  %1 = load i32, ptr %a, align 4, !dbg !308
  %add = add i32 %1, %0, !dbg !308
  store i32 %add, ptr %a, align 4, !dbg !308
  call void @llvm.memcpy.p0.p0.i64(ptr align 4 %retval, ptr align 4 %by, i64 8, i1 false), !dbg !309
  %2 = load i64, ptr %retval, align 4, !dbg !310
  ret i64 %2, !dbg !310
}

; Function Attrs: noinline nounwind optnone
define internal void @work_fn(ptr noundef %work) #0 !dbg !311 {
entry:
  %dev.addr.i = alloca ptr, align 8
  %x.addr.i = alloca i32, align 4
  %work.addr = alloca ptr, align 8
  %dev = alloca ptr, align 8
  %__mptr = alloca ptr, align 8
  %tmp = alloca ptr, align 8
  store ptr %work, ptr %work.addr, align 8
  call void @llvm.dbg.declare(metadata ptr %work.addr, metadata !312, metadata !DIExpression()), !dbg !313
  call void @llvm.dbg.declare(metadata ptr %dev, metadata !314, metadata !DIExpression()), !dbg !315
  call void @llvm.dbg.declare(metadata ptr %__mptr, metadata !316, metadata !DIExpression()), !dbg !318
  %0 = load ptr, ptr %work.addr, align 8, !dbg !318
  store ptr %0, ptr %__mptr, align 8, !dbg !318
  %1 = load ptr, ptr %__mptr, align 8, !dbg !318
  %add.ptr = getelementptr i8, ptr %1, i64 -32, !dbg !318
  store ptr %add.ptr, ptr %tmp, align 8, !dbg !318
  %2 = load ptr, ptr %tmp, align 8, !dbg !318
  store ptr %2, ptr %dev, align 8, !dbg !315
  %3 = load ptr, ptr %dev, align 8, !dbg !319
  store ptr %3, ptr %dev.addr.i, align 8
  call void @llvm.dbg.declare(metadata ptr %dev.addr.i, metadata !320, metadata !DIExpression()), !dbg !324
  store i32 7, ptr %x.addr.i, align 4
  call void @llvm.dbg.declare(metadata ptr %x.addr.i, metadata !326, metadata !DIExpression()), !dbg !327
  %4 = load i32, ptr %x.addr.i, align 4, !dbg !328
  %5 = load ptr, ptr %dev.addr.i, align 8, !dbg !329
  %arrayidx.i = getelementptr [4 x %struct.reg], ptr %5, i64 0, i64 1, !dbg !329
  %x1.i = getelementptr inbounds %struct.reg, ptr %arrayidx.i, i32 0, i32 1, !dbg !330
  store volatile i32 %4, ptr %x1.i, align 4, !dbg !331
  %6 = load ptr, ptr %dev, align 8, !dbg !332
  %inner = getelementptr inbounds %struct.dev, ptr %6, i32 0, i32 3, !dbg !333
  %w = getelementptr inbounds %struct.anon, ptr %inner, i32 0, i32 0, !dbg !334
  %arrayidx = getelementptr [4 x i8], ptr %w, i64 0, i64 2, !dbg !332
  store i8 1, ptr %arrayidx, align 2, !dbg !335
  %7 = load ptr, ptr %dev, align 8, !dbg !336
  %8 = getelementptr inbounds %struct.dev, ptr %7, i32 0, i32 2, !dbg !337
  %9 = load i32, ptr %8, align 8, !dbg !337
  %10 = load ptr, ptr %dev, align 8, !dbg !338
  %name = getelementptr inbounds %struct.dev, ptr %10, i32 0, i32 6, !dbg !339
  %11 = load ptr, ptr %name, align 8, !dbg !339
  %call = call i32 (ptr, ...) @_printk(ptr noundef @.str.2, i32 noundef %9, ptr noundef %11) #6, !dbg !340
  ret void, !dbg !341
}

declare ptr @get_opaque() #3

; Function Attrs: noinline nounwind optnone
define dso_local void @exit_driver() #0 section ".exit.text" !dbg !342 {
entry:
  %i = alloca i32, align 4
  call void @llvm.dbg.declare(metadata ptr %i, metadata !345, metadata !DIExpression()), !dbg !346
  store i32 0, ptr %i, align 4, !dbg !347
  br label %for.cond, !dbg !349

for.cond:                                         ; preds = %for.inc, %entry
  %0 = load i32, ptr %i, align 4, !dbg !350
  %cmp = icmp slt i32 %0, 2, !dbg !352
  br i1 %cmp, label %for.body, label %for.end, !dbg !353

for.body:                                         ; preds = %for.cond
  %1 = load i32, ptr %i, align 4, !dbg !354
  %idxprom = sext i32 %1 to i64, !dbg !355
  %arrayidx = getelementptr [4 x %struct.reg], ptr @the_dev, i64 0, i64 %idxprom, !dbg !355
  %a = getelementptr inbounds %struct.reg, ptr %arrayidx, i32 0, i32 0, !dbg !356
  store i32 0, ptr %a, align 8, !dbg !357
  br label %for.inc, !dbg !355

for.inc:                                          ; preds = %for.body
  %2 = load i32, ptr %i, align 4, !dbg !358
  %inc = add i32 %2, 1, !dbg !358
  store i32 %inc, ptr %i, align 4, !dbg !358
  br label %for.cond, !dbg !359, !llvm.loop !360

for.end:                                          ; preds = %for.cond
  call void (ptr, ...) @use(ptr noundef null) #6, !dbg !362
  ret void, !dbg !363
}

; Function Attrs: noinline nounwind optnone
define internal i32 @op(ptr noundef %dev, i32 noundef %arg) #0 !dbg !364 {
entry:
  %retval = alloca i32, align 4
  %dev.addr = alloca ptr, align 8
  %arg.addr = alloca i32, align 4
  store ptr %dev, ptr %dev.addr, align 8
  call void @llvm.dbg.declare(metadata ptr %dev.addr, metadata !365, metadata !DIExpression()), !dbg !366
  store i32 %arg, ptr %arg.addr, align 4
  call void @llvm.dbg.declare(metadata ptr %arg.addr, metadata !367, metadata !DIExpression()), !dbg !368
  %0 = load i32, ptr %arg.addr, align 4, !dbg !369
  switch i32 %0, label %sw.default [
    i32 1, label %sw.bb
    i32 2, label %sw.bb2
    i32 3, label %sw.bb2
    i32 -4, label %sw.bb3
  ], !dbg !370

sw.bb:                                            ; preds = %entry
  %1 = load ptr, ptr %dev.addr, align 8, !dbg !371
  %matrix = getelementptr inbounds %struct.dev, ptr %1, i32 0, i32 7, !dbg !373
  %arrayidx = getelementptr [2 x [3 x i32]], ptr %matrix, i64 0, i64 1, !dbg !371
  %2 = load i32, ptr %arg.addr, align 4, !dbg !374
  %idxprom = sext i32 %2 to i64, !dbg !371
  %arrayidx1 = getelementptr [3 x i32], ptr %arrayidx, i64 0, i64 %idxprom, !dbg !371
  %3 = load i32, ptr %arrayidx1, align 4, !dbg !371
  store i32 %3, ptr %retval, align 4, !dbg !375
  br label %return, !dbg !375

sw.bb2:                                           ; preds = %entry, %entry
  %4 = load i32, ptr %arg.addr, align 4, !dbg !376
  %5 = load ptr, ptr %dev.addr, align 8, !dbg !377
  %f2 = getelementptr inbounds %struct.dev, ptr %5, i32 0, i32 4, !dbg !378
  %bf.load = load i32, ptr %f2, align 8, !dbg !379
  %bf.value = and i32 %4, 31, !dbg !379
  %bf.shl = shl i32 %bf.value, 3, !dbg !379
  %bf.clear = and i32 %bf.load, -249, !dbg !379
  %bf.set = or i32 %bf.clear, %bf.shl, !dbg !379
  store i32 %bf.set, ptr %f2, align 8, !dbg !379
  br label %sw.epilog, !dbg !380

sw.bb3:                                           ; preds = %entry
  store i32 -22, ptr %retval, align 4, !dbg !381
  br label %return, !dbg !381

sw.default:                                       ; preds = %entry
  %6 = load ptr, ptr %dev.addr, align 8, !dbg !382
  %gone = getelementptr inbounds %struct.dev, ptr %6, i32 0, i32 8, !dbg !383
  store i8 1, ptr %gone, align 8, !dbg !384
  br label %sw.epilog, !dbg !385

sw.epilog:                                        ; preds = %sw.default, %sw.bb2
  %7 = load ptr, ptr %dev.addr, align 8, !dbg !386
  %ops = getelementptr inbounds %struct.dev, ptr %7, i32 0, i32 9, !dbg !387
  %8 = load i32, ptr %arg.addr, align 4, !dbg !388
  %and = and i32 %8, 1, !dbg !389
  %idxprom4 = sext i32 %and to i64, !dbg !386
  %arrayidx5 = getelementptr [2 x ptr], ptr %ops, i64 0, i64 %idxprom4, !dbg !386
  %9 = load ptr, ptr %arrayidx5, align 8, !dbg !386
  %10 = load ptr, ptr %dev.addr, align 8, !dbg !390
  %11 = load i32, ptr %arg.addr, align 4, !dbg !391
  %call = call i32 %9(ptr noundef %10, i32 noundef %11) #6, !dbg !386
  %12 = load i32, ptr %arg.addr, align 4, !dbg !392
  %tobool = icmp ne i32 %12, 0, !dbg !392
  %13 = zext i1 %tobool to i64, !dbg !392
  %cond = select i1 %tobool, i32 1, i32 2, !dbg !392
  %add = add i32 %call, %cond, !dbg !393
  store i32 %add, ptr %retval, align 4, !dbg !394
  br label %return, !dbg !394

return:                                           ; preds = %sw.epilog, %sw.bb3, %sw.bb
  %14 = load i32, ptr %retval, align 4, !dbg !395
  ret i32 %14, !dbg !395
}

declare i32 @_printk(ptr noundef, ...) #3

attributes #0 = { noinline nounwind optnone "frame-pointer"="all" "min-legal-vector-width"="0" "no-builtins" "no-trapping-math"="true" "stack-protector-buffer-size"="8" "target-cpu"="x86-64" "target-features"="+cx8,+fxsr,+mmx,-aes,-avx,-avx2,-avx512bf16,-avx512bitalg,-avx512bw,-avx512cd,-avx512dq,-avx512er,-avx512f,-avx512fp16,-avx512ifma,-avx512pf,-avx512vbmi,-avx512vbmi2,-avx512vl,-avx512vnni,-avx512vp2intersect,-avx512vpopcntdq,-avxvnni,-f16c,-fma,-fma4,-gfni,-kl,-pclmul,-sha,-sse,-sse2,-sse3,-sse4.1,-sse4.2,-sse4a,-ssse3,-vaes,-vpclmulqdq,-widekl,-x87,-xop" "tune-cpu"="generic" }
attributes #1 = { nocallback nofree nosync nounwind readnone speculatable willreturn }
attributes #2 = { nocallback nofree nosync nounwind willreturn }
attributes #3 = { "frame-pointer"="all" "no-builtins" "no-trapping-math"="true" "stack-protector-buffer-size"="8" "target-cpu"="x86-64" "target-features"="+cx8,+fxsr,+mmx,-aes,-avx,-avx2,-avx512bf16,-avx512bitalg,-avx512bw,-avx512cd,-avx512dq,-avx512er,-avx512f,-avx512fp16,-avx512ifma,-avx512pf,-avx512vbmi,-avx512vbmi2,-avx512vl,-avx512vnni,-avx512vp2intersect,-avx512vpopcntdq,-avxvnni,-f16c,-fma,-fma4,-gfni,-kl,-pclmul,-sha,-sse,-sse2,-sse3,-sse4.1,-sse4.2,-sse4a,-ssse3,-vaes,-vpclmulqdq,-widekl,-x87,-xop" "tune-cpu"="generic" }
attributes #4 = { argmemonly nocallback nofree nounwind willreturn }
attributes #5 = { nounwind }
attributes #6 = { nobuiltin "no-builtins" }

!llvm.dbg.cu = !{!7}
!llvm.module.flags = !{!126, !127, !128, !129, !130, !131}
!llvm.ident = !{!132}

!0 = !DIGlobalVariableExpression(var: !1, expr: !DIExpression())
!1 = distinct !DIGlobalVariable(name: "labels", scope: !2, file: !3, line: 150, type: !122, isLocal: true, isDefinition: true)
!2 = distinct !DISubprogram(name: "computed", scope: !3, file: !3, line: 148, type: !4, scopeLine: 149, flags: DIFlagPrototyped, spFlags: DISPFlagDefinition, unit: !7, retainedNodes: !121)
!3 = !DIFile(filename: "driver.c", directory: "/src", checksumkind: CSK_MD5, checksum: "3ac9d177e70d27f6c8e61472e52a0274")
!4 = !DISubroutineType(types: !5)
!5 = !{!6, !6}
!6 = !DIBasicType(name: "int", size: 32, encoding: DW_ATE_signed)
!7 = distinct !DICompileUnit(language: DW_LANG_C99, file: !3, producer: "Debian clang version 15.0.6", isOptimized: false, runtimeVersion: 0, emissionKind: FullDebug, enums: !8, retainedTypes: !14, globals: !96, splitDebugInlining: false, nameTableKind: None)
!8 = !{!9}
!9 = !DICompositeType(tag: DW_TAG_enumeration_type, name: "state", file: !3, line: 16, baseType: !6, size: 32, elements: !10)
!10 = !{!11, !12, !13}
!11 = !DIEnumerator(name: "IDLE", value: 0)
!12 = !DIEnumerator(name: "BUSY", value: 5)
!13 = !DIEnumerator(name: "GONE", value: -1)
!14 = !{!15, !16, !17, !18, !19}
!15 = !DIDerivedType(tag: DW_TAG_pointer_type, baseType: null, size: 64)
!16 = !DIBasicType(name: "long", size: 64, encoding: DW_ATE_signed)
!17 = !DIBasicType(name: "short", size: 16, encoding: DW_ATE_signed)
!18 = !DIBasicType(name: "char", size: 8, encoding: DW_ATE_signed_char)
!19 = !DIDerivedType(tag: DW_TAG_pointer_type, baseType: !20, size: 64)
!20 = distinct !DICompositeType(tag: DW_TAG_structure_type, name: "dev", file: !3, line: 31, size: 1152, elements: !21)
!21 = !{!22, !33, !49, !54, !71, !72, !73, !74, !75, !78, !83, !86, !92}
!22 = !DIDerivedType(tag: DW_TAG_member, name: "regs", scope: !20, file: !3, line: 32, baseType: !23, size: 256)
!23 = !DICompositeType(tag: DW_TAG_array_type, baseType: !24, size: 256, elements: !31)
!24 = distinct !DICompositeType(tag: DW_TAG_structure_type, name: "reg", file: !3, line: 18, size: 64, elements: !25)
!25 = !{!26, !29}
!26 = !DIDerivedType(tag: DW_TAG_member, name: "a", scope: !24, file: !3, line: 19, baseType: !27, size: 32)
!27 = !DIDerivedType(tag: DW_TAG_typedef, name: "u32", file: !3, line: 2, baseType: !28)
!28 = !DIBasicType(name: "unsigned int", size: 32, encoding: DW_ATE_unsigned)
!29 = !DIDerivedType(tag: DW_TAG_member, name: "x", scope: !24, file: !3, line: 20, baseType: !30, size: 32, offset: 32)
!30 = !DIDerivedType(tag: DW_TAG_volatile_type, baseType: !27)
!31 = !{!32}
!32 = !DISubrange(count: 4)
!33 = !DIDerivedType(tag: DW_TAG_member, name: "work", scope: !20, file: !3, line: 33, baseType: !34, size: 256, offset: 256)
!34 = distinct !DICompositeType(tag: DW_TAG_structure_type, name: "work_struct", file: !3, line: 10, size: 256, elements: !35)
!35 = !{!36, !38, !44}
!36 = !DIDerivedType(tag: DW_TAG_member, name: "data", scope: !34, file: !3, line: 11, baseType: !37, size: 64)
!37 = !DIBasicType(name: "unsigned long", size: 64, encoding: DW_ATE_unsigned)
!38 = !DIDerivedType(tag: DW_TAG_member, name: "entry", scope: !34, file: !3, line: 12, baseType: !39, size: 128, offset: 64)
!39 = distinct !DICompositeType(tag: DW_TAG_structure_type, name: "list_head", file: !3, line: 6, size: 128, elements: !40)
!40 = !{!41, !43}
!41 = !DIDerivedType(tag: DW_TAG_member, name: "next", scope: !39, file: !3, line: 7, baseType: !42, size: 64)
!42 = !DIDerivedType(tag: DW_TAG_pointer_type, baseType: !39, size: 64)
!43 = !DIDerivedType(tag: DW_TAG_member, name: "prev", scope: !39, file: !3, line: 7, baseType: !42, size: 64, offset: 64)
!44 = !DIDerivedType(tag: DW_TAG_member, name: "func", scope: !34, file: !3, line: 13, baseType: !45, size: 64, offset: 192)
!45 = !DIDerivedType(tag: DW_TAG_pointer_type, baseType: !46, size: 64)
!46 = !DISubroutineType(types: !47)
!47 = !{null, !48}
!48 = !DIDerivedType(tag: DW_TAG_pointer_type, baseType: !34, size: 64)
!49 = !DIDerivedType(tag: DW_TAG_member, scope: !20, file: !3, line: 34, baseType: !50, size: 64, offset: 512)
!50 = distinct !DICompositeType(tag: DW_TAG_union_type, scope: !20, file: !3, line: 34, size: 64, elements: !51)
!51 = !{!52, !53}
!52 = !DIDerivedType(tag: DW_TAG_member, name: "q", scope: !50, file: !3, line: 35, baseType: !6, size: 32)
!53 = !DIDerivedType(tag: DW_TAG_member, name: "z", scope: !50, file: !3, line: 36, baseType: !16, size: 64)
!54 = !DIDerivedType(tag: DW_TAG_member, name: "inner", scope: !20, file: !3, line: 41, baseType: !55, size: 64, offset: 576)
!55 = distinct !DICompositeType(tag: DW_TAG_structure_type, scope: !20, file: !3, line: 38, size: 64, elements: !56)
!56 = !{!57, !70}
!57 = !DIDerivedType(tag: DW_TAG_member, name: "w", scope: !55, file: !3, line: 39, baseType: !58, size: 32)
!58 = distinct !DICompositeType(tag: DW_TAG_union_type, name: "word", file: !3, line: 23, size: 32, elements: !59)
!59 = !{!60, !61, !64}
!60 = !DIDerivedType(tag: DW_TAG_member, name: "whole", scope: !58, file: !3, line: 24, baseType: !27, size: 32)
!61 = !DIDerivedType(tag: DW_TAG_member, name: "bytes", scope: !58, file: !3, line: 25, baseType: !62, size: 32)
!62 = !DICompositeType(tag: DW_TAG_array_type, baseType: !63, size: 32, elements: !31)
!63 = !DIBasicType(name: "unsigned char", size: 8, encoding: DW_ATE_unsigned_char)
!64 = !DIDerivedType(tag: DW_TAG_member, scope: !58, file: !3, line: 26, baseType: !65, size: 32)
!65 = distinct !DICompositeType(tag: DW_TAG_structure_type, scope: !58, file: !3, line: 26, size: 32, elements: !66)
!66 = !{!67, !69}
!67 = !DIDerivedType(tag: DW_TAG_member, name: "low", scope: !65, file: !3, line: 27, baseType: !68, size: 16)
!68 = !DIBasicType(name: "unsigned short", size: 16, encoding: DW_ATE_unsigned)
!69 = !DIDerivedType(tag: DW_TAG_member, name: "high", scope: !65, file: !3, line: 27, baseType: !68, size: 16, offset: 16)
!70 = !DIDerivedType(tag: DW_TAG_member, name: "count", scope: !55, file: !3, line: 40, baseType: !6, size: 32, offset: 32)
!71 = !DIDerivedType(tag: DW_TAG_member, name: "f1", scope: !20, file: !3, line: 42, baseType: !27, size: 3, offset: 640, flags: DIFlagBitField, extraData: i64 640)
!72 = !DIDerivedType(tag: DW_TAG_member, name: "f2", scope: !20, file: !3, line: 42, baseType: !27, size: 5, offset: 643, flags: DIFlagBitField, extraData: i64 640)
!73 = !DIDerivedType(tag: DW_TAG_member, name: "f3", scope: !20, file: !3, line: 42, baseType: !27, size: 9, offset: 652, flags: DIFlagBitField, extraData: i64 640)
!74 = !DIDerivedType(tag: DW_TAG_member, name: "state", scope: !20, file: !3, line: 43, baseType: !9, size: 32, offset: 672)
!75 = !DIDerivedType(tag: DW_TAG_member, name: "name", scope: !20, file: !3, line: 44, baseType: !76, size: 64, offset: 704)
!76 = !DIDerivedType(tag: DW_TAG_pointer_type, baseType: !77, size: 64)
!77 = !DIDerivedType(tag: DW_TAG_const_type, baseType: !18)
!78 = !DIDerivedType(tag: DW_TAG_member, name: "matrix", scope: !20, file: !3, line: 45, baseType: !79, size: 192, offset: 768)
!79 = !DICompositeType(tag: DW_TAG_array_type, baseType: !6, size: 192, elements: !80)
!80 = !{!81, !82}
!81 = !DISubrange(count: 2)
!82 = !DISubrange(count: 3)
!83 = !DIDerivedType(tag: DW_TAG_member, name: "gone", scope: !20, file: !3, line: 46, baseType: !84, size: 8, offset: 960)
!84 = !DIDerivedType(tag: DW_TAG_typedef, name: "bool", file: !3, line: 4, baseType: !85)
!85 = !DIBasicType(name: "_Bool", size: 8, encoding: DW_ATE_boolean)
!86 = !DIDerivedType(tag: DW_TAG_member, name: "ops", scope: !20, file: !3, line: 47, baseType: !87, size: 128, offset: 1024)
!87 = !DICompositeType(tag: DW_TAG_array_type, baseType: !88, size: 128, elements: !91)
!88 = !DIDerivedType(tag: DW_TAG_pointer_type, baseType: !89, size: 64)
!89 = !DISubroutineType(types: !90)
!90 = !{!6, !19, !6}
!91 = !{!81}
!92 = !DIDerivedType(tag: DW_TAG_member, name: "tail", scope: !20, file: !3, line: 48, baseType: !93, offset: 1152)
!93 = !DICompositeType(tag: DW_TAG_array_type, baseType: !18, elements: !94)
!94 = !{!95}
!95 = !DISubrange(count: -1)
!96 = !{!0, !97, !103, !108, !111, !113, !116, !118}
!97 = !DIGlobalVariableExpression(var: !98, expr: !DIExpression())
!98 = distinct !DIGlobalVariable(name: "tagless", scope: !7, file: !3, line: 68, type: !99, isLocal: true, isDefinition: true)
!99 = !DIDerivedType(tag: DW_TAG_typedef, name: "tagless_t", file: !3, line: 54, baseType: !100)
!100 = distinct !DICompositeType(tag: DW_TAG_structure_type, file: !3, line: 52, size: 32, elements: !101)
!101 = !{!102}
!102 = !DIDerivedType(tag: DW_TAG_member, name: "anonymous", scope: !100, file: !3, line: 53, baseType: !6, size: 32)
!103 = !DIGlobalVariableExpression(var: !104, expr: !DIExpression())
!104 = distinct !DIGlobalVariable(scope: null, file: !3, line: 67, type: !105, isLocal: true, isDefinition: true)
!105 = !DICompositeType(tag: DW_TAG_array_type, baseType: !18, size: 72, elements: !106)
!106 = !{!107}
!107 = !DISubrange(count: 9)
!108 = !DIGlobalVariableExpression(var: !109, expr: !DIExpression())
!109 = distinct !DIGlobalVariable(name: "the_dev", scope: !7, file: !3, line: 66, type: !110, isLocal: true, isDefinition: true)
!110 = !DIDerivedType(tag: DW_TAG_typedef, name: "dev_t", file: !3, line: 50, baseType: !20)
!111 = !DIGlobalVariableExpression(var: !112, expr: !DIExpression())
!112 = distinct !DIGlobalVariable(scope: null, file: !3, line: 84, type: !105, isLocal: true, isDefinition: true)
!113 = !DIGlobalVariableExpression(var: !114, expr: !DIExpression())
!114 = distinct !DIGlobalVariable(name: "inside", scope: !7, file: !3, line: 69, type: !115, isLocal: true, isDefinition: true)
!115 = !DIDerivedType(tag: DW_TAG_pointer_type, baseType: !6, size: 64)
!116 = !DIGlobalVariableExpression(var: !117, expr: !DIExpression())
!117 = distinct !DIGlobalVariable(name: "distance", scope: !7, file: !3, line: 70, type: !16, isLocal: true, isDefinition: true)
!118 = !DIGlobalVariableExpression(var: !119, expr: !DIExpression())
!119 = distinct !DIGlobalVariable(name: "wide", scope: !7, file: !3, line: 71, type: !120, isLocal: true, isDefinition: true)
!120 = !DIBasicType(name: "unsigned __int128", size: 128, encoding: DW_ATE_unsigned)
!121 = !{}
!122 = !DICompositeType(tag: DW_TAG_array_type, baseType: !123, size: 128, elements: !91)
!123 = !DIDerivedType(tag: DW_TAG_const_type, baseType: !124)
!124 = !DIDerivedType(tag: DW_TAG_pointer_type, baseType: !125, size: 64)
!125 = !DIDerivedType(tag: DW_TAG_const_type, baseType: null)
!126 = !{i32 7, !"Dwarf Version", i32 5}
!127 = !{i32 2, !"Debug Info Version", i32 3}
!128 = !{i32 1, !"wchar_size", i32 4}
!129 = !{i32 7, !"PIC Level", i32 2}
!130 = !{i32 7, !"PIE Level", i32 2}
!131 = !{i32 7, !"frame-pointer", i32 2}
!132 = !{!"Debian clang version 15.0.6"}
!133 = distinct !DISubprogram(name: "atomics", scope: !3, file: !3, line: 109, type: !134, scopeLine: 110, flags: DIFlagPrototyped, spFlags: DISPFlagDefinition, unit: !7, retainedNodes: !121)
!134 = !DISubroutineType(types: !135)
!135 = !{!6, !136, !137}
!136 = !DIDerivedType(tag: DW_TAG_pointer_type, baseType: !27, size: 64)
!137 = !DIDerivedType(tag: DW_TAG_pointer_type, baseType: !138, size: 64)
!138 = !DIDerivedType(tag: DW_TAG_typedef, name: "u64", file: !3, line: 3, baseType: !139)
!139 = !DIBasicType(name: "unsigned long long", size: 64, encoding: DW_ATE_unsigned)
!140 = !DILocalVariable(name: "p", arg: 1, scope: !133, file: !3, line: 109, type: !136)
!141 = !DILocation(line: 109, column: 18, scope: !133)
!142 = !DILocalVariable(name: "q", arg: 2, scope: !133, file: !3, line: 109, type: !137)
!143 = !DILocation(line: 109, column: 26, scope: !133)
!144 = !DILocalVariable(name: "expected", scope: !133, file: !3, line: 111, type: !27)
!145 = !DILocation(line: 111, column: 6, scope: !133)
!146 = !DILocalVariable(name: "n", scope: !133, file: !3, line: 112, type: !6)
!147 = !DILocation(line: 112, column: 6, scope: !133)
!148 = !DILocation(line: 112, column: 29, scope: !133)
!149 = !DILocation(line: 112, column: 10, scope: !133)
!150 = !DILocation(line: 114, column: 34, scope: !151)
!151 = distinct !DILexicalBlock(scope: !133, file: !3, line: 114, column: 6)
!152 = !DILocation(line: 114, column: 6, scope: !151)
!153 = !DILocation(line: 114, column: 6, scope: !133)
!154 = !DILocation(line: 115, column: 20, scope: !151)
!155 = !DILocation(line: 115, column: 3, scope: !151)
!156 = !DILocation(line: 116, column: 2, scope: !133)
!157 = !DILocation(line: 117, column: 2, scope: !133)
!158 = !{i64 2503}
!159 = !DILocation(line: 118, column: 27, scope: !133)
!160 = !DILocation(line: 118, column: 7, scope: !133)
!161 = !DILocation(line: 118, column: 4, scope: !133)
!162 = !DILocation(line: 119, column: 9, scope: !133)
!163 = !DILocation(line: 119, column: 29, scope: !133)
!164 = !DILocation(line: 119, column: 13, scope: !133)
!165 = !DILocation(line: 119, column: 11, scope: !133)
!166 = !DILocation(line: 119, column: 2, scope: !133)
!167 = distinct !DISubprogram(name: "arithmetic", scope: !3, file: !3, line: 122, type: !168, scopeLine: 123, flags: DIFlagPrototyped, spFlags: DISPFlagDefinition, unit: !7, retainedNodes: !121)
!168 = !DISubroutineType(types: !169)
!169 = !{!6, !6, !28, !16, !120}
!170 = !DILocalVariable(name: "a", arg: 1, scope: !167, file: !3, line: 122, type: !6)
!171 = !DILocation(line: 122, column: 20, scope: !167)
!172 = !DILocalVariable(name: "b", arg: 2, scope: !167, file: !3, line: 122, type: !28)
!173 = !DILocation(line: 122, column: 32, scope: !167)
!174 = !DILocalVariable(name: "c", arg: 3, scope: !167, file: !3, line: 122, type: !16)
!175 = !DILocation(line: 122, column: 40, scope: !167)
!176 = !DILocalVariable(name: "d", arg: 4, scope: !167, file: !3, line: 122, type: !120)
!177 = !DILocation(line: 122, column: 61, scope: !167)
!178 = !DILocation(line: 124, column: 10, scope: !167)
!179 = !DILocation(line: 124, column: 2, scope: !167)
!180 = !DILocalVariable(name: "__vla_expr0", scope: !167, type: !37, flags: DIFlagArtificial)
!181 = !DILocation(line: 0, scope: !167)
!182 = !DILocalVariable(name: "vla", scope: !167, file: !3, line: 124, type: !183)
!183 = !DICompositeType(tag: DW_TAG_array_type, baseType: !6, elements: !184)
!184 = !{!185}
!185 = !DISubrange(count: !180)
!186 = !DILocation(line: 124, column: 6, scope: !167)
!187 = !DILocalVariable(name: "r", scope: !167, file: !3, line: 125, type: !28)
!188 = !DILocation(line: 125, column: 11, scope: !167)
!189 = !DILocation(line: 127, column: 29, scope: !190)
!190 = distinct !DILexicalBlock(scope: !167, file: !3, line: 127, column: 6)
!191 = !DILocation(line: 127, column: 6, scope: !190)
!192 = !DILocation(line: 127, column: 6, scope: !167)
!193 = !DILocation(line: 128, column: 3, scope: !190)
!194 = !DILocation(line: 129, column: 11, scope: !167)
!195 = !DILocation(line: 129, column: 13, scope: !167)
!196 = !DILocation(line: 129, column: 17, scope: !167)
!197 = !DILocation(line: 129, column: 21, scope: !167)
!198 = !DILocation(line: 129, column: 26, scope: !167)
!199 = !DILocation(line: 129, column: 2, scope: !167)
!200 = !DILocation(line: 129, column: 9, scope: !167)
!201 = !DILocation(line: 130, column: 6, scope: !167)
!202 = !DILocation(line: 130, column: 8, scope: !167)
!203 = !DILocation(line: 130, column: 12, scope: !167)
!204 = !DILocation(line: 130, column: 16, scope: !167)
!205 = !DILocation(line: 130, column: 24, scope: !167)
!206 = !DILocation(line: 130, column: 23, scope: !167)
!207 = !DILocation(line: 130, column: 21, scope: !167)
!208 = !DILocation(line: 130, column: 4, scope: !167)
!209 = !DILocation(line: 131, column: 7, scope: !167)
!210 = !DILocation(line: 131, column: 9, scope: !167)
!211 = !DILocation(line: 131, column: 13, scope: !167)
!212 = !DILocation(line: 131, column: 18, scope: !167)
!213 = !DILocation(line: 131, column: 4, scope: !167)
!214 = !DILocation(line: 132, column: 19, scope: !167)
!215 = !DILocation(line: 132, column: 11, scope: !167)
!216 = !DILocation(line: 132, column: 22, scope: !167)
!217 = !DILocation(line: 132, column: 32, scope: !167)
!218 = !DILocation(line: 132, column: 42, scope: !167)
!219 = !DILocation(line: 132, column: 35, scope: !167)
!220 = !DILocation(line: 132, column: 51, scope: !167)
!221 = !DILocation(line: 132, column: 45, scope: !167)
!222 = !DILocation(line: 132, column: 54, scope: !167)
!223 = !DILocation(line: 132, column: 56, scope: !167)
!224 = !DILocation(line: 132, column: 60, scope: !167)
!225 = !DILocation(line: 132, column: 2, scope: !167)
!226 = !DILocation(line: 133, column: 9, scope: !167)
!227 = !DILocation(line: 133, column: 16, scope: !167)
!228 = !DILocation(line: 133, column: 20, scope: !167)
!229 = !DILocation(line: 133, column: 22, scope: !167)
!230 = !DILocation(line: 133, column: 25, scope: !167)
!231 = !DILocation(line: 133, column: 30, scope: !167)
!232 = !DILocation(line: 133, column: 35, scope: !167)
!233 = !DILocation(line: 133, column: 34, scope: !167)
!234 = !DILocation(line: 133, column: 2, scope: !167)
!235 = !DILocation(line: 134, column: 1, scope: !167)
!236 = distinct !DISubprogram(name: "variadic", scope: !3, file: !3, line: 136, type: !237, scopeLine: 137, flags: DIFlagPrototyped, spFlags: DISPFlagDefinition, unit: !7, retainedNodes: !121)
!237 = !DISubroutineType(types: !238)
!238 = !{!6, !6, null}
!239 = !DILocalVariable(name: "n", arg: 1, scope: !236, file: !3, line: 136, type: !6)
!240 = !DILocation(line: 136, column: 18, scope: !236)
!241 = !DILocalVariable(name: "list", scope: !236, file: !3, line: 138, type: !242)
!242 = !DIDerivedType(tag: DW_TAG_typedef, name: "__builtin_va_list", file: !243, baseType: !244)
!243 = !DIFile(filename: "driver.c", directory: "/src")
!244 = !DICompositeType(tag: DW_TAG_array_type, baseType: !245, size: 192, elements: !251)
!245 = distinct !DICompositeType(tag: DW_TAG_structure_type, name: "__va_list_tag", size: 192, elements: !246)
!246 = !{!247, !248, !249, !250}
!247 = !DIDerivedType(tag: DW_TAG_member, name: "gp_offset", scope: !245, file: !243, line: 138, baseType: !28, size: 32)
!248 = !DIDerivedType(tag: DW_TAG_member, name: "fp_offset", scope: !245, file: !243, line: 138, baseType: !28, size: 32, offset: 32)
!249 = !DIDerivedType(tag: DW_TAG_member, name: "overflow_arg_area", scope: !245, file: !243, line: 138, baseType: !15, size: 64, offset: 64)
!250 = !DIDerivedType(tag: DW_TAG_member, name: "reg_save_area", scope: !245, file: !243, line: 138, baseType: !15, size: 64, offset: 128)
!251 = !{!252}
!252 = !DISubrange(count: 1)
!253 = !DILocation(line: 138, column: 20, scope: !236)
!254 = !DILocalVariable(name: "sum", scope: !236, file: !3, line: 139, type: !6)
!255 = !DILocation(line: 139, column: 6, scope: !236)
!256 = !DILocation(line: 141, column: 2, scope: !236)
!257 = !DILocation(line: 142, column: 2, scope: !236)
!258 = !DILocation(line: 142, column: 10, scope: !236)
!259 = !DILocation(line: 143, column: 10, scope: !236)
!260 = !DILocation(line: 143, column: 7, scope: !236)
!261 = distinct !{!261, !257, !262, !263}
!262 = !DILocation(line: 143, column: 36, scope: !236)
!263 = !{!"llvm.loop.mustprogress"}
!264 = !DILocation(line: 144, column: 2, scope: !236)
!265 = !DILocation(line: 145, column: 9, scope: !236)
!266 = !DILocation(line: 145, column: 2, scope: !236)
!267 = !DILocalVariable(name: "n", arg: 1, scope: !2, file: !3, line: 148, type: !6)
!268 = !DILocation(line: 148, column: 18, scope: !2)
!269 = !DILocation(line: 152, column: 15, scope: !2)
!270 = !DILocation(line: 152, column: 17, scope: !2)
!271 = !DILocation(line: 152, column: 8, scope: !2)
!272 = !DILocation(line: 152, column: 2, scope: !2)
!273 = !DILabel(scope: !2, name: "one", file: !3, line: 153)
!274 = !DILocation(line: 153, column: 1, scope: !2)
!275 = !DILocation(line: 154, column: 2, scope: !2)
!276 = !DILabel(scope: !2, name: "two", file: !3, line: 155)
!277 = !DILocation(line: 155, column: 1, scope: !2)
!278 = !DILocation(line: 156, column: 2, scope: !2)
!279 = !DILocation(line: 157, column: 1, scope: !2)
!280 = distinct !DISubprogram(name: "init_driver", scope: !3, file: !3, line: 159, type: !281, scopeLine: 160, flags: DIFlagPrototyped, spFlags: DISPFlagDefinition, unit: !7, retainedNodes: !121)
!281 = !DISubroutineType(types: !282)
!282 = !{!6}
!283 = !DILocalVariable(name: "copy", scope: !280, file: !3, line: 161, type: !20)
!284 = !DILocation(line: 161, column: 13, scope: !280)
!285 = !DILocation(line: 161, column: 20, scope: !280)
!286 = !DILocalVariable(name: "r", scope: !280, file: !3, line: 162, type: !24)
!287 = !DILocation(line: 162, column: 13, scope: !280)
!288 = !DILocation(line: 162, column: 17, scope: !280)
!289 = !DILocation(line: 164, column: 20, scope: !280)
!290 = !DILocation(line: 165, column: 15, scope: !280)
!291 = !DILocation(line: 165, column: 2, scope: !280)
!292 = !DILocation(line: 166, column: 6, scope: !280)
!293 = !DILocation(line: 166, column: 20, scope: !280)
!294 = !DILocation(line: 166, column: 28, scope: !280)
!295 = !DILocation(line: 166, column: 2, scope: !280)
!296 = !DILocation(line: 167, column: 11, scope: !280)
!297 = !DILocation(line: 167, column: 2, scope: !280)
!298 = distinct !DISubprogram(name: "pass", scope: !3, file: !3, line: 103, type: !299, scopeLine: 104, flags: DIFlagPrototyped, spFlags: DISPFlagLocalToUnit | DISPFlagDefinition, unit: !7, retainedNodes: !121)
!299 = !DISubroutineType(types: !300)
!300 = !{!24, !24, !20}
!301 = !DILocalVariable(name: "by", arg: 1, scope: !298, file: !3, line: 103, type: !24)
!302 = !DILocation(line: 103, column: 35, scope: !298)
!303 = !DILocalVariable(name: "big", arg: 2, scope: !298, file: !3, line: 103, type: !20)
!304 = !DILocation(line: 103, column: 50, scope: !298)
!305 = !DILocation(line: 105, column: 14, scope: !298)
!306 = !DILocation(line: 105, column: 20, scope: !298)
!307 = !DILocation(line: 105, column: 5, scope: !298)
!308 = !DILocation(line: 105, column: 7, scope: !298)
!309 = !DILocation(line: 106, column: 9, scope: !298)
!310 = !DILocation(line: 106, column: 2, scope: !298)
!311 = distinct !DISubprogram(name: "work_fn", scope: !3, file: !3, line: 78, type: !46, scopeLine: 79, flags: DIFlagPrototyped, spFlags: DISPFlagLocalToUnit | DISPFlagDefinition, unit: !7, retainedNodes: !121)
!312 = !DILocalVariable(name: "work", arg: 1, scope: !311, file: !3, line: 78, type: !48)
!313 = !DILocation(line: 78, column: 41, scope: !311)
!314 = !DILocalVariable(name: "dev", scope: !311, file: !3, line: 80, type: !19)
!315 = !DILocation(line: 80, column: 14, scope: !311)
!316 = !DILocalVariable(name: "__mptr", scope: !317, file: !3, line: 80, type: !15)
!317 = distinct !DILexicalBlock(scope: !311, file: !3, line: 80, column: 20)
!318 = !DILocation(line: 80, column: 20, scope: !317)
!319 = !DILocation(line: 82, column: 8, scope: !311)
!320 = !DILocalVariable(name: "dev", arg: 1, scope: !321, file: !3, line: 73, type: !19)
!321 = distinct !DISubprogram(name: "set_x", scope: !3, file: !3, line: 73, type: !322, scopeLine: 74, flags: DIFlagPrototyped, spFlags: DISPFlagLocalToUnit | DISPFlagDefinition, unit: !7, retainedNodes: !121)
!322 = !DISubroutineType(types: !323)
!323 = !{null, !19, !27}
!324 = !DILocation(line: 73, column: 69, scope: !321, inlinedAt: !325)
!325 = distinct !DILocation(line: 82, column: 2, scope: !311)
!326 = !DILocalVariable(name: "x", arg: 2, scope: !321, file: !3, line: 73, type: !27)
!327 = !DILocation(line: 73, column: 78, scope: !321, inlinedAt: !325)
!328 = !DILocation(line: 75, column: 19, scope: !321, inlinedAt: !325)
!329 = !DILocation(line: 75, column: 2, scope: !321, inlinedAt: !325)
!330 = !DILocation(line: 75, column: 15, scope: !321, inlinedAt: !325)
!331 = !DILocation(line: 75, column: 17, scope: !321, inlinedAt: !325)
!332 = !DILocation(line: 83, column: 2, scope: !311)
!333 = !DILocation(line: 83, column: 7, scope: !311)
!334 = !DILocation(line: 83, column: 13, scope: !311)
!335 = !DILocation(line: 83, column: 24, scope: !311)
!336 = !DILocation(line: 84, column: 23, scope: !311)
!337 = !DILocation(line: 84, column: 28, scope: !311)
!338 = !DILocation(line: 84, column: 31, scope: !311)
!339 = !DILocation(line: 84, column: 36, scope: !311)
!340 = !DILocation(line: 84, column: 2, scope: !311)
!341 = !DILocation(line: 85, column: 1, scope: !311)
!342 = distinct !DISubprogram(name: "exit_driver", scope: !3, file: !3, line: 171, type: !343, scopeLine: 172, flags: DIFlagPrototyped, spFlags: DISPFlagDefinition, unit: !7, retainedNodes: !121)
!343 = !DISubroutineType(types: !344)
!344 = !{null}
!345 = !DILocalVariable(name: "i", scope: !342, file: !3, line: 173, type: !6)
!346 = !DILocation(line: 173, column: 6, scope: !342)
!347 = !DILocation(line: 175, column: 9, scope: !348)
!348 = distinct !DILexicalBlock(scope: !342, file: !3, line: 175, column: 2)
!349 = !DILocation(line: 175, column: 7, scope: !348)
!350 = !DILocation(line: 175, column: 14, scope: !351)
!351 = distinct !DILexicalBlock(scope: !348, file: !3, line: 175, column: 2)
!352 = !DILocation(line: 175, column: 16, scope: !351)
!353 = !DILocation(line: 175, column: 2, scope: !348)
!354 = !DILocation(line: 176, column: 16, scope: !351)
!355 = !DILocation(line: 176, column: 3, scope: !351)
!356 = !DILocation(line: 176, column: 19, scope: !351)
!357 = !DILocation(line: 176, column: 21, scope: !351)
!358 = !DILocation(line: 175, column: 22, scope: !351)
!359 = !DILocation(line: 175, column: 2, scope: !351)
!360 = distinct !{!360, !353, !361, !263}
!361 = !DILocation(line: 176, column: 23, scope: !348)
!362 = !DILocation(line: 177, column: 2, scope: !342)
!363 = !DILocation(line: 178, column: 1, scope: !342)
!364 = distinct !DISubprogram(name: "op", scope: !3, file: !3, line: 87, type: !89, scopeLine: 88, flags: DIFlagPrototyped, spFlags: DISPFlagLocalToUnit | DISPFlagDefinition, unit: !7, retainedNodes: !121)
!365 = !DILocalVariable(name: "dev", arg: 1, scope: !364, file: !3, line: 87, type: !19)
!366 = !DILocation(line: 87, column: 27, scope: !364)
!367 = !DILocalVariable(name: "arg", arg: 2, scope: !364, file: !3, line: 87, type: !6)
!368 = !DILocation(line: 87, column: 36, scope: !364)
!369 = !DILocation(line: 89, column: 10, scope: !364)
!370 = !DILocation(line: 89, column: 2, scope: !364)
!371 = !DILocation(line: 91, column: 10, scope: !372)
!372 = distinct !DILexicalBlock(scope: !364, file: !3, line: 89, column: 15)
!373 = !DILocation(line: 91, column: 15, scope: !372)
!374 = !DILocation(line: 91, column: 25, scope: !372)
!375 = !DILocation(line: 91, column: 3, scope: !372)
!376 = !DILocation(line: 93, column: 13, scope: !372)
!377 = !DILocation(line: 93, column: 3, scope: !372)
!378 = !DILocation(line: 93, column: 8, scope: !372)
!379 = !DILocation(line: 93, column: 11, scope: !372)
!380 = !DILocation(line: 94, column: 3, scope: !372)
!381 = !DILocation(line: 96, column: 3, scope: !372)
!382 = !DILocation(line: 98, column: 3, scope: !372)
!383 = !DILocation(line: 98, column: 8, scope: !372)
!384 = !DILocation(line: 98, column: 13, scope: !372)
!385 = !DILocation(line: 99, column: 2, scope: !372)
!386 = !DILocation(line: 100, column: 9, scope: !364)
!387 = !DILocation(line: 100, column: 14, scope: !364)
!388 = !DILocation(line: 100, column: 18, scope: !364)
!389 = !DILocation(line: 100, column: 22, scope: !364)
!390 = !DILocation(line: 100, column: 27, scope: !364)
!391 = !DILocation(line: 100, column: 32, scope: !364)
!392 = !DILocation(line: 100, column: 40, scope: !364)
!393 = !DILocation(line: 100, column: 37, scope: !364)
!394 = !DILocation(line: 100, column: 2, scope: !364)
!395 = !DILocation(line: 101, column: 1, scope: !364)
