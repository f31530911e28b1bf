; ModuleID = 'driver.c'
source_filename = "driver.c"
target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
target triple = "x86_64-unknown-linux-gnu"

%struct.tagless_t = type { i32 }
%struct.reg = type { i32, i32 }
%struct.work_struct = type { i64, %struct.list_head, ptr }
%struct.list_head = type { ptr, ptr }
%union.anon = type { i64 }
%struct.anon = type { %union.word, i32 }
%union.word = type { i32 }
%struct.__va_list_tag = type { i32, i32, ptr, ptr }
%struct.dev = type { [4 x %struct.reg], %struct.work_struct, %union.anon, %struct.anon, i32, i32, ptr, [2 x [3 x i32]], i8, [2 x ptr], [0 x i8] }

@computed.labels = internal constant [2 x ptr] [ptr blockaddress(@computed, %one), ptr blockaddress(@computed, %two)], align 16, !dbg !0
@inside = internal global ptr getelementptr (i8, ptr @the_dev, i64 116), align 8, !dbg !113
@distance = internal global i64 ptrtoint (ptr getelementptr (i8, ptr @the_dev, i64 123) to i64), align 8, !dbg !116
@tagless = internal global %struct.tagless_t zeroinitializer, section ".init.data", align 4, !dbg !97
@wide = internal global i128 1267650600228229401496703205375, align 16, !dbg !118
@.str = private unnamed_addr constant [9 x i8] c"dev \220\22\0A\00", align 1, !dbg !103
@the_dev = internal global { [4 x %struct.reg], %struct.work_struct, %union.anon, %struct.anon, i8, i8, i8, i8, i32, ptr, [2 x [3 x i32]], i8, [7 x i8], [2 x ptr], [0 x i8] } { [4 x %struct.reg] [%struct.reg { i32 1, i32 2 }, %struct.reg { i32 3, i32 4 }, %struct.reg zeroinitializer, %struct.reg zeroinitializer], %struct.work_struct zeroinitializer, %union.anon zeroinitializer, %struct.anon zeroinitializer, i8 3, i8 0, i8 0, i8 0, i32 5, ptr @.str, [2 x [3 x i32]] zeroinitializer, i8 0, [7 x i8] zeroinitializer, [2 x ptr] [ptr @op, ptr @op], [0 x i8] zeroinitializer }, align 8, !dbg !108
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
    #dbg_declare(ptr %p.addr, !140, !DIExpression(), !141)
  store ptr %q, ptr %q.addr, align 8
    #dbg_declare(ptr %q.addr, !142, !DIExpression(), !143)
    #dbg_declare(ptr %expected, !144, !DIExpression(), !145)
  store i32 1, ptr %expected, align 4, !dbg !145
    #dbg_declare(ptr %n, !146, !DIExpression(), !147)
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
  %storedv = zext i1 %9 to i8, !dbg !152
  store i8 %storedv, ptr %cmpxchg.bool, align 1, !dbg !152
  %10 = load i8, ptr %cmpxchg.bool, align 1, !dbg !152
  %loadedv = trunc i8 %10 to i1, !dbg !152
  br i1 %loadedv, label %if.then, label %if.end, !dbg !152

if.then:                                          ; preds = %cmpxchg.continue
  %11 = load ptr, ptr %q.addr, align 8, !dbg !153
  store i64 5, ptr %.atomictmp2, align 8, !dbg !154
  %12 = load i64, ptr %.atomictmp2, align 8, !dbg !154
  store atomic i64 %12, ptr %11 release, align 8, !dbg !154
  br label %if.end, !dbg !154

if.end:                                           ; preds = %if.then, %cmpxchg.continue
  fence acquire, !dbg !155
  call void asm sideeffect "", "~{memory},~{dirflag},~{fpsr},~{flags}"() #5, !dbg !156, !srcloc !157
  %13 = load ptr, ptr %p.addr, align 8, !dbg !158
  store i32 9, ptr %.atomictmp3, align 4, !dbg !159
  %14 = load i32, ptr %.atomictmp3, align 4, !dbg !159
  %15 = atomicrmw xchg ptr %13, i32 %14 monotonic, align 4, !dbg !159
  store i32 %15, ptr %atomic-temp4, align 4, !dbg !159
  %16 = load i32, ptr %atomic-temp4, align 4, !dbg !159
  %17 = load i32, ptr %n, align 4, !dbg !160
  %add = add i32 %17, %16, !dbg !160
  store i32 %add, ptr %n, align 4, !dbg !160
  %18 = load i32, ptr %n, align 4, !dbg !161
  %conv = sext i32 %18 to i64, !dbg !161
  %19 = load ptr, ptr %q.addr, align 8, !dbg !162
  %20 = load atomic i64, ptr %19 acquire, align 8, !dbg !163
  store i64 %20, ptr %atomic-temp5, align 8, !dbg !163
  %21 = load i64, ptr %atomic-temp5, align 8, !dbg !163
  %add6 = add i64 %conv, %21, !dbg !164
  %conv7 = trunc i64 %add6 to i32, !dbg !161
  ret i32 %conv7, !dbg !165
}

; Function Attrs: noinline nounwind optnone
define dso_local i32 @arithmetic(i32 noundef %a, i32 noundef %b, i64 noundef %c, i64 noundef %d.coerce0, i64 noundef %d.coerce1) #0 !dbg !166 {
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
  %0 = getelementptr inbounds nuw { i64, i64 }, ptr %d, i32 0, i32 0
  store i64 %d.coerce0, ptr %0, align 16
  %1 = getelementptr inbounds nuw { i64, i64 }, ptr %d, i32 0, i32 1
  store i64 %d.coerce1, ptr %1, align 8
  %d1 = load i128, ptr %d, align 16
  store i32 %a, ptr %a.addr, align 4
    #dbg_declare(ptr %a.addr, !169, !DIExpression(), !170)
  store i32 %b, ptr %b.addr, align 4
    #dbg_declare(ptr %b.addr, !171, !DIExpression(), !172)
  store i64 %c, ptr %c.addr, align 8
    #dbg_declare(ptr %c.addr, !173, !DIExpression(), !174)
  store i128 %d1, ptr %d.addr, align 16
    #dbg_declare(ptr %d.addr, !175, !DIExpression(), !176)
  %2 = load i32, ptr %a.addr, align 4, !dbg !177
  %3 = zext i32 %2 to i64, !dbg !178
  %4 = call ptr @llvm.stacksave.p0(), !dbg !178
  store ptr %4, ptr %saved_stack, align 8, !dbg !178
  %vla = alloca i32, i64 %3, align 16, !dbg !178
  store i64 %3, ptr %__vla_expr0, align 8, !dbg !178
    #dbg_declare(ptr %__vla_expr0, !179, !DIExpression(), !180)
    #dbg_declare(ptr %vla, !181, !DIExpression(), !185)
    #dbg_declare(ptr %r, !186, !DIExpression(), !187)
  %5 = load i32, ptr %b.addr, align 4, !dbg !188
  %6 = call { i32, i1 } @llvm.uadd.with.overflow.i32(i32 %5, i32 3), !dbg !190
  %7 = extractvalue { i32, i1 } %6, 1, !dbg !190
  %8 = extractvalue { i32, i1 } %6, 0, !dbg !190
  store i32 %8, ptr %r, align 4, !dbg !190
  br i1 %7, label %if.then, label %if.end, !dbg !190

if.then:                                          ; preds = %entry
  store i32 -1, ptr %retval, align 4, !dbg !191
  store i32 1, ptr %cleanup.dest.slot, align 4
  br label %cleanup, !dbg !191

if.end:                                           ; preds = %entry
  %9 = load i32, ptr %a.addr, align 4, !dbg !192
  %div = sdiv i32 %9, 3, !dbg !193
  %rem = srem i32 %div, 2, !dbg !194
  %shl = shl i32 %rem, 1, !dbg !195
  %shr = ashr i32 %shl, 2, !dbg !196
  %arrayidx = getelementptr inbounds i32, ptr %vla, i64 0, !dbg !197
  store i32 %shr, ptr %arrayidx, align 16, !dbg !198
  %10 = load i32, ptr %b.addr, align 4, !dbg !199
  %div2 = udiv i32 %10, 3, !dbg !200
  %rem3 = urem i32 %div2, 5, !dbg !201
  %shr4 = lshr i32 %rem3, 1, !dbg !202
  %11 = load i32, ptr %b.addr, align 4, !dbg !203
  %not = xor i32 %11, -1, !dbg !204
  %xor = xor i32 %shr4, %not, !dbg !205
  store i32 %xor, ptr %b.addr, align 4, !dbg !206
  %12 = load i64, ptr %c.addr, align 8, !dbg !207
  %mul = mul i64 %12, 3, !dbg !208
  %sub = sub i64 %mul, 1, !dbg !209
  %or = or i64 %sub, 7, !dbg !210
  store i64 %or, ptr %c.addr, align 8, !dbg !211
  %13 = load i64, ptr %c.addr, align 8, !dbg !212
  %14 = inttoptr i64 %13 to ptr, !dbg !213
  %15 = ptrtoint ptr %r to i64, !dbg !214
  %16 = load i32, ptr %b.addr, align 4, !dbg !215
  %17 = load i32, ptr %a.addr, align 4, !dbg !216
  %conv = trunc i32 %17 to i16, !dbg !217
  %conv5 = sext i16 %conv to i32, !dbg !217
  %18 = load i32, ptr %b.addr, align 4, !dbg !218
  %conv6 = trunc i32 %18 to i8, !dbg !219
  %conv7 = sext i8 %conv6 to i32, !dbg !219
  %19 = load i128, ptr %d.addr, align 16, !dbg !220
  %mul8 = mul i128 %19, 3, !dbg !221
  %shr9 = lshr i128 %mul8, 64, !dbg !222
  call void (ptr, ...) @use(ptr noundef %vla, ptr noundef %14, i64 noundef %15, i32 noundef %16, i32 noundef %conv5, i32 noundef %conv7, i128 noundef %shr9) #6, !dbg !223
  %arrayidx10 = getelementptr inbounds i32, ptr %vla, i64 0, !dbg !224
  %20 = load i32, ptr %arrayidx10, align 16, !dbg !224
  %tobool = icmp ne i32 %20, 0, !dbg !224
  br i1 %tobool, label %land.lhs.true, label %cond.false, !dbg !225

land.lhs.true:                                    ; preds = %if.end
  %21 = load i32, ptr %b.addr, align 4, !dbg !226
  %tobool11 = icmp ne i32 %21, 0, !dbg !226
  br i1 %tobool11, label %cond.true, label %lor.lhs.false, !dbg !227

lor.lhs.false:                                    ; preds = %land.lhs.true
  %22 = load i64, ptr %c.addr, align 8, !dbg !228
  %tobool12 = icmp ne i64 %22, 0, !dbg !228
  br i1 %tobool12, label %cond.true, label %cond.false, !dbg !224

cond.true:                                        ; preds = %lor.lhs.false, %land.lhs.true
  %23 = load i32, ptr %a.addr, align 4, !dbg !229
  br label %cond.end, !dbg !224

cond.false:                                       ; preds = %lor.lhs.false, %if.end
  %24 = load i32, ptr %a.addr, align 4, !dbg !230
  %sub13 = sub i32 0, %24, !dbg !231
  br label %cond.end, !dbg !224

cond.end:                                         ; preds = %cond.false, %cond.true
  %cond = phi i32 [ %23, %cond.true ], [ %sub13, %cond.false ], !dbg !224
  store i32 %cond, ptr %retval, align 4, !dbg !232
  store i32 1, ptr %cleanup.dest.slot, align 4
  br label %cleanup, !dbg !232

cleanup:                                          ; preds = %cond.end, %if.then
  %25 = load ptr, ptr %saved_stack, align 8, !dbg !233
  call void @llvm.stackrestore.p0(ptr %25), !dbg !233
  %26 = load i32, ptr %retval, align 4, !dbg !233
  ret i32 %26, !dbg !233
}

; Function Attrs: nocallback nofree nosync nounwind willreturn
declare ptr @llvm.stacksave.p0() #1

; Function Attrs: nocallback nofree nosync nounwind speculatable willreturn memory(none)
declare { i32, i1 } @llvm.uadd.with.overflow.i32(i32, i32) #2

declare void @use(ptr noundef, ...) #3

; Function Attrs: nocallback nofree nosync nounwind willreturn
declare void @llvm.stackrestore.p0(ptr) #1

; Function Attrs: noinline nounwind optnone
define dso_local i32 @variadic(i32 noundef %n, ...) #0 !dbg !234 {
entry:
  %n.addr = alloca i32, align 4
  %list = alloca [1 x %struct.__va_list_tag], align 16
  %sum = alloca i32, align 4
  store i32 %n, ptr %n.addr, align 4
    #dbg_declare(ptr %n.addr, !237, !DIExpression(), !238)
    #dbg_declare(ptr %list, !239, !DIExpression(), !250)
    #dbg_declare(ptr %sum, !251, !DIExpression(), !252)
  store i32 0, ptr %sum, align 4, !dbg !252
  %arraydecay = getelementptr inbounds [1 x %struct.__va_list_tag], ptr %list, i64 0, i64 0, !dbg !253
  call void @llvm.va_start.p0(ptr %arraydecay), !dbg !253
  br label %while.cond, !dbg !254

while.cond:                                       ; preds = %vaarg.end, %entry
  %0 = load i32, ptr %n.addr, align 4, !dbg !255
  %dec = add i32 %0, -1, !dbg !255
  store i32 %dec, ptr %n.addr, align 4, !dbg !255
  %tobool = icmp ne i32 %0, 0, !dbg !254
  br i1 %tobool, label %while.body, label %while.end, !dbg !254

while.body:                                       ; preds = %while.cond
  %arraydecay1 = getelementptr inbounds [1 x %struct.__va_list_tag], ptr %list, i64 0, i64 0, !dbg !256
  %gp_offset_p = getelementptr inbounds nuw %struct.__va_list_tag, ptr %arraydecay1, i32 0, i32 0, !dbg !256
  %gp_offset = load i32, ptr %gp_offset_p, align 16, !dbg !256
  %fits_in_gp = icmp ule i32 %gp_offset, 40, !dbg !256
  br i1 %fits_in_gp, label %vaarg.in_reg, label %vaarg.in_mem, !dbg !256

vaarg.in_reg:                                     ; preds = %while.body
  %1 = getelementptr inbounds nuw %struct.__va_list_tag, ptr %arraydecay1, i32 0, i32 3, !dbg !256
  %reg_save_area = load ptr, ptr %1, align 16, !dbg !256
  %2 = getelementptr i8, ptr %reg_save_area, i32 %gp_offset, !dbg !256
  %3 = add i32 %gp_offset, 8, !dbg !256
  store i32 %3, ptr %gp_offset_p, align 16, !dbg !256
  br label %vaarg.end, !dbg !256

vaarg.in_mem:                                     ; preds = %while.body
  %overflow_arg_area_p = getelementptr inbounds nuw %struct.__va_list_tag, ptr %arraydecay1, i32 0, i32 2, !dbg !256
  %overflow_arg_area = load ptr, ptr %overflow_arg_area_p, align 8, !dbg !256
  %overflow_arg_area.next = getelementptr i8, ptr %overflow_arg_area, i32 8, !dbg !256
  store ptr %overflow_arg_area.next, ptr %overflow_arg_area_p, align 8, !dbg !256
  br label %vaarg.end, !dbg !256

vaarg.end:                                        ; preds = %vaarg.in_mem, %vaarg.in_reg
  %vaarg.addr = phi ptr [ %2, %vaarg.in_reg ], [ %overflow_arg_area, %vaarg.in_mem ], !dbg !256
  %4 = load i32, ptr %vaarg.addr, align 4, !dbg !256
  %5 = load i32, ptr %sum, align 4, !dbg !257
  %add = add i32 %5, %4, !dbg !257
  store i32 %add, ptr %sum, align 4, !dbg !257
  br label %while.cond, !dbg !254, !llvm.loop !258

while.end:                                        ; preds = %while.cond
  %arraydecay2 = getelementptr inbounds [1 x %struct.__va_list_tag], ptr %list, i64 0, i64 0, !dbg !261
  call void @llvm.va_end.p0(ptr %arraydecay2), !dbg !261
  %6 = load i32, ptr %sum, align 4, !dbg !262
  ret i32 %6, !dbg !263
}

; Function Attrs: nocallback nofree nosync nounwind willreturn
declare void @llvm.va_start.p0(ptr) #1

; Function Attrs: nocallback nofree nosync nounwind willreturn
declare void @llvm.va_end.p0(ptr) #1

; Function Attrs: noinline nounwind optnone
define dso_local i32 @computed(i32 noundef %n) #0 !dbg !2 {
entry:
  %retval = alloca i32, align 4
  %n.addr = alloca i32, align 4
  store i32 %n, ptr %n.addr, align 4
    #dbg_declare(ptr %n.addr, !264, !DIExpression(), !265)
  %0 = load i32, ptr %n.addr, align 4, !dbg !266
  %and = and i32 %0, 1, !dbg !267
  %idxprom = sext i32 %and to i64, !dbg !268
  %arrayidx = getelementptr inbounds [2 x ptr], ptr @computed.labels, i64 0, i64 %idxprom, !dbg !268
  %1 = load ptr, ptr %arrayidx, align 8, !dbg !268
  br label %indirectgoto, !dbg !269

one:                                              ; preds = %indirectgoto
    #dbg_label(!270, !271)
  store i32 1, ptr %retval, align 4, !dbg !272
  br label %return, !dbg !272

two:                                              ; preds = %indirectgoto
    #dbg_label(!273, !274)
  store i32 2, ptr %retval, align 4, !dbg !275
  br label %return, !dbg !275

return:                                           ; preds = %two, %one
  %2 = load i32, ptr %retval, align 4, !dbg !276
  ret i32 %2, !dbg !276

indirectgoto:                                     ; preds = %entry
  %indirect.goto.dest = phi ptr [ %1, %entry ]
  indirectbr ptr %indirect.goto.dest, [label %one, label %two]
}

; Function Attrs: noinline nounwind optnone
define dso_local i32 @init_driver() #0 !dbg !277 {
entry:
  %copy = alloca %struct.dev, align 8
  %r = alloca %struct.reg, align 4
    #dbg_declare(ptr %copy, !280, !DIExpression(), !281)
  call void @llvm.memcpy.p0.p0.i64(ptr align 8 %copy, ptr align 8 @the_dev, i64 144, i1 false), !dbg !282
    #dbg_declare(ptr %r, !283, !DIExpression(), !284)
  %0 = load i64, ptr @the_dev, align 8, !dbg !285
  %call = call i64 @pass(i64 %0, ptr noundef byval(%struct.dev) align 8 %copy) #6, !dbg !285
  store i64 %call, ptr %r, align 4, !dbg !285
  store ptr @work_fn, ptr getelementptr inbounds nuw (%struct.work_struct, ptr getelementptr inbounds nuw (%struct.dev, ptr @the_dev, i32 0, i32 1), i32 0, i32 2), align 8, !dbg !286
  %1 = load ptr, ptr getelementptr inbounds nuw (%struct.work_struct, ptr getelementptr inbounds nuw (%struct.dev, ptr @the_dev, i32 0, i32 1), i32 0, i32 2), align 8, !dbg !287
  call void %1(ptr noundef getelementptr inbounds nuw (%struct.dev, ptr @the_dev, i32 0, i32 1)) #6, !dbg !287
  %call1 = call ptr @get_opaque() #6, !dbg !288
  %2 = load ptr, ptr @inside, align 8, !dbg !289
  %3 = load i64, ptr @distance, align 8, !dbg !290
  call void (ptr, ...) @use(ptr noundef %call1, ptr noundef %2, i64 noundef %3, ptr noundef @tagless, ptr noundef @wide) #6, !dbg !291
  %a = getelementptr inbounds nuw %struct.reg, ptr %r, i32 0, i32 0, !dbg !292
  %4 = load i32, ptr %a, align 4, !dbg !292
  ret i32 %4, !dbg !293
}

; Function Attrs: nocallback nofree nounwind willreturn memory(argmem: readwrite)
declare void @llvm.memcpy.p0.p0.i64(ptr noalias writeonly captures(none), ptr noalias readonly captures(none), i64, i1 immarg) #4

; Function Attrs: noinline nounwind optnone
define internal i64 @pass(i64 %by.coerce, ptr noundef byval(%struct.dev) align 8 %big) #0 !dbg !294 {
entry:
  %retval = alloca %struct.reg, align 4
  %by = alloca %struct.reg, align 4
  store i64 %by.coerce, ptr %by, align 4
    #dbg_declare(ptr %by, !297, !DIExpression(), !298)
    #dbg_declare(ptr %big, !299, !DIExpression(), !300)
  %inner = getelementptr inbounds nuw %struct.dev, ptr %big, i32 0, i32 3, !dbg !301
  %count = getelementptr inbounds nuw %struct.anon, ptr %inner, i32 0, i32 1, !dbg !302
  %0 = load i32, ptr %count, align 4, !dbg !302
  %a = getelementptr inbounds nuw %struct.reg, ptr %by, i32 0, i32 0, !dbg !303
  %1 = load i32, ptr %a, align 4, !dbg !304
  %add = add i32 %1, %0, !dbg !304
  store i32 %add, ptr %a, align 4, !dbg !304
  call void @llvm.memcpy.p0.p0.i64(ptr align 4 %retval, ptr align 4 %by, i64 8, i1 false), !dbg !305
  %2 = load i64, ptr %retval, align 4, !dbg !306
  ret i64 %2, !dbg !306
}

; Function Attrs: noinline nounwind optnone
define internal void @work_fn(ptr noundef %work) #0 !dbg !307 {
entry:
  %dev.addr.i = alloca ptr, align 8
  %x.addr.i = alloca i32, align 4
  %work.addr = alloca ptr, align 8
  %dev = alloca ptr, align 8
  %__mptr = alloca ptr, align 8
  %tmp = alloca ptr, align 8
  store ptr %work, ptr %work.addr, align 8
    #dbg_declare(ptr %work.addr, !308, !DIExpression(), !309)
    #dbg_declare(ptr %dev, !310, !DIExpression(), !311)
    #dbg_declare(ptr %__mptr, !312, !DIExpression(), !314)
  %0 = load ptr, ptr %work.addr, align 8, !dbg !314
  store ptr %0, ptr %__mptr, align 8, !dbg !314
  %1 = load ptr, ptr %__mptr, align 8, !dbg !314
  %add.ptr = getelementptr inbounds i8, ptr %1, i64 -32, !dbg !314
  store ptr %add.ptr, ptr %tmp, align 8, !dbg !314
  %2 = load ptr, ptr %tmp, align 8, !dbg !314
  store ptr %2, ptr %dev, align 8, !dbg !311
  %3 = load ptr, ptr %dev, align 8, !dbg !315
  store ptr %3, ptr %dev.addr.i, align 8
    #dbg_declare(ptr %dev.addr.i, !316, !DIExpression(), !320)
  store i32 7, ptr %x.addr.i, align 4
    #dbg_declare(ptr %x.addr.i, !322, !DIExpression(), !323)
  %4 = load i32, ptr %x.addr.i, align 4, !dbg !324
  %5 = load ptr, ptr %dev.addr.i, align 8, !dbg !325
  %arrayidx.i = getelementptr inbounds [4 x %struct.reg], ptr %5, i64 0, i64 1, !dbg !325
  %x1.i = getelementptr inbounds nuw %struct.reg, ptr %arrayidx.i, i32 0, i32 1, !dbg !326
  store volatile i32 %4, ptr %x1.i, align 4, !dbg !327
  %6 = load ptr, ptr %dev, align 8, !dbg !328
  %inner = getelementptr inbounds nuw %struct.dev, ptr %6, i32 0, i32 3, !dbg !329
  %w = getelementptr inbounds nuw %struct.anon, ptr %inner, i32 0, i32 0, !dbg !330
  %arrayidx = getelementptr inbounds [4 x i8], ptr %w, i64 0, i64 2, !dbg !328
  store i8 1, ptr %arrayidx, align 2, !dbg !331
  %7 = load ptr, ptr %dev, align 8, !dbg !332
  %8 = getelementptr inbounds nuw %struct.dev, ptr %7, i32 0, i32 2, !dbg !333
  %9 = load i32, ptr %8, align 8, !dbg !333
  %10 = load ptr, ptr %dev, align 8, !dbg !334
  %name = getelementptr inbounds nuw %struct.dev, ptr %10, i32 0, i32 6, !dbg !335
  %11 = load ptr, ptr %name, align 8, !dbg !335
  %call = call i32 (ptr, ...) @_printk(ptr noundef @.str.2, i32 noundef %9, ptr noundef %11) #6, !dbg !336
  ret void, !dbg !337
}

declare ptr @get_opaque() #3

; Function Attrs: noinline nounwind optnone
define dso_local void @exit_driver() #0 section ".exit.text" !dbg !338 {
entry:
  %i = alloca i32, align 4
    #dbg_declare(ptr %i, !341, !DIExpression(), !342)
  store i32 0, ptr %i, align 4, !dbg !343
  br label %for.cond, !dbg !345

for.cond:                                         ; preds = %for.inc, %entry
  %0 = load i32, ptr %i, align 4, !dbg !346
  %cmp = icmp slt i32 %0, 2, !dbg !348
  br i1 %cmp, label %for.body, label %for.end, !dbg !349

for.body:                                         ; preds = %for.cond
  %1 = load i32, ptr %i, align 4, !dbg !350
  %idxprom = sext i32 %1 to i64, !dbg !351
  %arrayidx = getelementptr inbounds [4 x %struct.reg], ptr @the_dev, i64 0, i64 %idxprom, !dbg !351
  %a = getelementptr inbounds nuw %struct.reg, ptr %arrayidx, i32 0, i32 0, !dbg !352
  store i32 0, ptr %a, align 8, !dbg !353
  br label %for.inc, !dbg !351

for.inc:                                          ; preds = %for.body
  %2 = load i32, ptr %i, align 4, !dbg !354
  %inc = add i32 %2, 1, !dbg !354
  store i32 %inc, ptr %i, align 4, !dbg !354
  br label %for.cond, !dbg !355, !llvm.loop !356

for.end:                                          ; preds = %for.cond
  call void (ptr, ...) @use(ptr noundef null) #6, !dbg !358
  ret void, !dbg !359
}

; Function Attrs: noinline nounwind optnone
define internal i32 @op(ptr noundef %dev, i32 noundef %arg) #0 !dbg !360 {
entry:
  %retval = alloca i32, align 4
  %dev.addr = alloca ptr, align 8
  %arg.addr = alloca i32, align 4
  store ptr %dev, ptr %dev.addr, align 8
    #dbg_declare(ptr %dev.addr, !361, !DIExpression(), !362)
  store i32 %arg, ptr %arg.addr, align 4
    #dbg_declare(ptr %arg.addr, !363, !DIExpression(), !364)
  %0 = load i32, ptr %arg.addr, align 4, !dbg !365
  switch i32 %0, label %sw.default [
    i32 1, label %sw.bb
    i32 2, label %sw.bb2
    i32 3, label %sw.bb2
    i32 -4, label %sw.bb3
  ], !dbg !366

sw.bb:                                            ; preds = %entry
  %1 = load ptr, ptr %dev.addr, align 8, !dbg !367
  %matrix = getelementptr inbounds nuw %struct.dev, ptr %1, i32 0, i32 7, !dbg !369
  %arrayidx = getelementptr inbounds [2 x [3 x i32]], ptr %matrix, i64 0, i64 1, !dbg !367
  %2 = load i32, ptr %arg.addr, align 4, !dbg !370
  %idxprom = sext i32 %2 to i64, !dbg !367
  %arrayidx1 = getelementptr inbounds [3 x i32], ptr %arrayidx, i64 0, i64 %idxprom, !dbg !367
  %3 = load i32, ptr %arrayidx1, align 4, !dbg !367
  store i32 %3, ptr %retval, align 4, !dbg !371
  br label %return, !dbg !371

sw.bb2:                                           ; preds = %entry, %entry
  %4 = load i32, ptr %arg.addr, align 4, !dbg !372
  %5 = load ptr, ptr %dev.addr, align 8, !dbg !373
  %f2 = getelementptr inbounds nuw %struct.dev, ptr %5, i32 0, i32 4, !dbg !374
  %bf.load = load i32, ptr %f2, align 8, !dbg !375
  %bf.value = and i32 %4, 31, !dbg !375
  %bf.shl = shl i32 %bf.value, 3, !dbg !375
  %bf.clear = and i32 %bf.load, -249, !dbg !375
  %bf.set = or i32 %bf.clear, %bf.shl, !dbg !375
  store i32 %bf.set, ptr %f2, align 8, !dbg !375
  br label %sw.epilog, !dbg !376

sw.bb3:                                           ; preds = %entry
  store i32 -22, ptr %retval, align 4, !dbg !377
  br label %return, !dbg !377

sw.default:                                       ; preds = %entry
  %6 = load ptr, ptr %dev.addr, align 8, !dbg !378
  %gone = getelementptr inbounds nuw %struct.dev, ptr %6, i32 0, i32 8, !dbg !379
  store i8 1, ptr %gone, align 8, !dbg !380
  br label %sw.epilog, !dbg !381

sw.epilog:                                        ; preds = %sw.default, %sw.bb2
  %7 = load ptr, ptr %dev.addr, align 8, !dbg !382
  %ops = getelementptr inbounds nuw %struct.dev, ptr %7, i32 0, i32 9, !dbg !383
  %8 = load i32, ptr %arg.addr, align 4, !dbg !384
  %and = and i32 %8, 1, !dbg !385
  %idxprom4 = sext i32 %and to i64, !dbg !382
  %arrayidx5 = getelementptr inbounds [2 x ptr], ptr %ops, i64 0, i64 %idxprom4, !dbg !382
  %9 = load ptr, ptr %arrayidx5, align 8, !dbg !382
  %10 = load ptr, ptr %dev.addr, align 8, !dbg !386
  %11 = load i32, ptr %arg.addr, align 4, !dbg !387
  %call = call i32 %9(ptr noundef %10, i32 noundef %11) #6, !dbg !382
  %12 = load i32, ptr %arg.addr, align 4, !dbg !388
  %tobool = icmp ne i32 %12, 0, !dbg !388
  %13 = zext i1 %tobool to i64, !dbg !388
  %cond = select i1 %tobool, i32 1, i32 2, !dbg !388
  %add = add i32 %call, %cond, !dbg !389
  store i32 %add, ptr %retval, align 4, !dbg !390
  br label %return, !dbg !390

return:                                           ; preds = %sw.epilog, %sw.bb3, %sw.bb
  %14 = load i32, ptr %retval, align 4, !dbg !391
  ret i32 %14, !dbg !391
}

declare i32 @_printk(ptr noundef, ...) #3

attributes #0 = { noinline nounwind optnone "frame-pointer"="all" "min-legal-vector-width"="0" "no-builtins" "no-trapping-math"="true" "stack-protector-buffer-size"="8" "target-cpu"="x86-64" "target-features"="+cmov,+cx8,+fxsr,+mmx,-aes,-amx-avx512,-avx,-avx10.1-256,-avx10.1-512,-avx10.2-256,-avx10.2-512,-avx2,-avx512bf16,-avx512bitalg,-avx512bw,-avx512cd,-avx512dq,-avx512f,-avx512fp16,-avx512ifma,-avx512vbmi,-avx512vbmi2,-avx512vl,-avx512vnni,-avx512vp2intersect,-avx512vpopcntdq,-avxifma,-avxneconvert,-avxvnni,-avxvnniint16,-avxvnniint8,-f16c,-fma,-fma4,-gfni,-kl,-pclmul,-sha,-sha512,-sm3,-sm4,-sse,-sse2,-sse3,-sse4.1,-sse4.2,-sse4a,-ssse3,-vaes,-vpclmulqdq,-widekl,-x87,-xop" "tune-cpu"="generic" }
attributes #1 = { nocallback nofree nosync nounwind willreturn }
attributes #2 = { nocallback nofree nosync nounwind speculatable willreturn memory(none) }
attributes #3 = { "frame-pointer"="all" "no-builtins" "no-trapping-math"="true" "stack-protector-buffer-size"="8" "target-cpu"="x86-64" "target-features"="+cmov,+cx8,+fxsr,+mmx,-aes,-amx-avx512,-avx,-avx10.1-256,-avx10.1-512,-avx10.2-256,-avx10.2-512,-avx2,-avx512bf16,-avx512bitalg,-avx512bw,-avx512cd,-avx512dq,-avx512f,-avx512fp16,-avx512ifma,-avx512vbmi,-avx512vbmi2,-avx512vl,-avx512vnni,-avx512vp2intersect,-avx512vpopcntdq,-avxifma,-avxneconvert,-avxvnni,-avxvnniint16,-avxvnniint8,-f16c,-fma,-fma4,-gfni,-kl,-pclmul,-sha,-sha512,-sm3,-sm4,-sse,-sse2,-sse3,-sse4.1,-sse4.2,-sse4a,-ssse3,-vaes,-vpclmulqdq,-widekl,-x87,-xop" "tune-cpu"="generic" }
attributes #4 = { nocallback nofree nounwind willreturn memory(argmem: readwrite) }
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
!7 = distinct !DICompileUnit(language: DW_LANG_C11, file: !3, producer: "clang version 21.0.0 (https://github.com/swiftlang/llvm-project.git 11673e6660b2d0a5f9f99b1c7b773f4c2f6df1b0)", isOptimized: false, runtimeVersion: 0, emissionKind: FullDebug, enums: !8, retainedTypes: !14, globals: !96, splitDebugInlining: false, nameTableKind: None)
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
!129 = !{i32 8, !"PIC Level", i32 2}
!130 = !{i32 7, !"PIE Level", i32 2}
!131 = !{i32 7, !"frame-pointer", i32 2}
!132 = !{!"clang version 21.0.0 (https://github.com/swiftlang/llvm-project.git 11673e6660b2d0a5f9f99b1c7b773f4c2f6df1b0)"}
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
!153 = !DILocation(line: 115, column: 20, scope: !151)
!154 = !DILocation(line: 115, column: 3, scope: !151)
!155 = !DILocation(line: 116, column: 2, scope: !133)
!156 = !DILocation(line: 117, column: 2, scope: !133)
!157 = !{i64 2503}
!158 = !DILocation(line: 118, column: 27, scope: !133)
!159 = !DILocation(line: 118, column: 7, scope: !133)
!160 = !DILocation(line: 118, column: 4, scope: !133)
!161 = !DILocation(line: 119, column: 9, scope: !133)
!162 = !DILocation(line: 119, column: 29, scope: !133)
!163 = !DILocation(line: 119, column: 13, scope: !133)
!164 = !DILocation(line: 119, column: 11, scope: !133)
!165 = !DILocation(line: 119, column: 2, scope: !133)
!166 = distinct !DISubprogram(name: "arithmetic", scope: !3, file: !3, line: 122, type: !167, scopeLine: 123, flags: DIFlagPrototyped, spFlags: DISPFlagDefinition, unit: !7, retainedNodes: !121)
!167 = !DISubroutineType(types: !168)
!168 = !{!6, !6, !28, !16, !120}
!169 = !DILocalVariable(name: "a", arg: 1, scope: !166, file: !3, line: 122, type: !6)
!170 = !DILocation(line: 122, column: 20, scope: !166)
!171 = !DILocalVariable(name: "b", arg: 2, scope: !166, file: !3, line: 122, type: !28)
!172 = !DILocation(line: 122, column: 32, scope: !166)
!173 = !DILocalVariable(name: "c", arg: 3, scope: !166, file: !3, line: 122, type: !16)
!174 = !DILocation(line: 122, column: 40, scope: !166)
!175 = !DILocalVariable(name: "d", arg: 4, scope: !166, file: !3, line: 122, type: !120)
!176 = !DILocation(line: 122, column: 61, scope: !166)
!177 = !DILocation(line: 124, column: 10, scope: !166)
!178 = !DILocation(line: 124, column: 2, scope: !166)
!179 = !DILocalVariable(name: "__vla_expr0", scope: !166, type: !37, flags: DIFlagArtificial)
!180 = !DILocation(line: 0, scope: !166)
!181 = !DILocalVariable(name: "vla", scope: !166, file: !3, line: 124, type: !182)
!182 = !DICompositeType(tag: DW_TAG_array_type, baseType: !6, elements: !183)
!183 = !{!184}
!184 = !DISubrange(count: !179)
!185 = !DILocation(line: 124, column: 6, scope: !166)
!186 = !DILocalVariable(name: "r", scope: !166, file: !3, line: 125, type: !28)
!187 = !DILocation(line: 125, column: 11, scope: !166)
!188 = !DILocation(line: 127, column: 29, scope: !189)
!189 = distinct !DILexicalBlock(scope: !166, file: !3, line: 127, column: 6)
!190 = !DILocation(line: 127, column: 6, scope: !189)
!191 = !DILocation(line: 128, column: 3, scope: !189)
!192 = !DILocation(line: 129, column: 11, scope: !166)
!193 = !DILocation(line: 129, column: 13, scope: !166)
!194 = !DILocation(line: 129, column: 17, scope: !166)
!195 = !DILocation(line: 129, column: 21, scope: !166)
!196 = !DILocation(line: 129, column: 26, scope: !166)
!197 = !DILocation(line: 129, column: 2, scope: !166)
!198 = !DILocation(line: 129, column: 9, scope: !166)
!199 = !DILocation(line: 130, column: 6, scope: !166)
!200 = !DILocation(line: 130, column: 8, scope: !166)
!201 = !DILocation(line: 130, column: 12, scope: !166)
!202 = !DILocation(line: 130, column: 16, scope: !166)
!203 = !DILocation(line: 130, column: 24, scope: !166)
!204 = !DILocation(line: 130, column: 23, scope: !166)
!205 = !DILocation(line: 130, column: 21, scope: !166)
!206 = !DILocation(line: 130, column: 4, scope: !166)
!207 = !DILocation(line: 131, column: 7, scope: !166)
!208 = !DILocation(line: 131, column: 9, scope: !166)
!209 = !DILocation(line: 131, column: 13, scope: !166)
!210 = !DILocation(line: 131, column: 18, scope: !166)
!211 = !DILocation(line: 131, column: 4, scope: !166)
!212 = !DILocation(line: 132, column: 19, scope: !166)
!213 = !DILocation(line: 132, column: 11, scope: !166)
!214 = !DILocation(line: 132, column: 22, scope: !166)
!215 = !DILocation(line: 132, column: 32, scope: !166)
!216 = !DILocation(line: 132, column: 42, scope: !166)
!217 = !DILocation(line: 132, column: 35, scope: !166)
!218 = !DILocation(line: 132, column: 51, scope: !166)
!219 = !DILocation(line: 132, column: 45, scope: !166)
!220 = !DILocation(line: 132, column: 54, scope: !166)
!221 = !DILocation(line: 132, column: 56, scope: !166)
!222 = !DILocation(line: 132, column: 60, scope: !166)
!223 = !DILocation(line: 132, column: 2, scope: !166)
!224 = !DILocation(line: 133, column: 9, scope: !166)
!225 = !DILocation(line: 133, column: 16, scope: !166)
!226 = !DILocation(line: 133, column: 20, scope: !166)
!227 = !DILocation(line: 133, column: 22, scope: !166)
!228 = !DILocation(line: 133, column: 25, scope: !166)
!229 = !DILocation(line: 133, column: 30, scope: !166)
!230 = !DILocation(line: 133, column: 35, scope: !166)
!231 = !DILocation(line: 133, column: 34, scope: !166)
!232 = !DILocation(line: 133, column: 2, scope: !166)
!233 = !DILocation(line: 134, column: 1, scope: !166)
!234 = distinct !DISubprogram(name: "variadic", scope: !3, file: !3, line: 136, type: !235, scopeLine: 137, flags: DIFlagPrototyped, spFlags: DISPFlagDefinition, unit: !7, retainedNodes: !121)
!235 = !DISubroutineType(types: !236)
!236 = !{!6, !6, null}
!237 = !DILocalVariable(name: "n", arg: 1, scope: !234, file: !3, line: 136, type: !6)
!238 = !DILocation(line: 136, column: 18, scope: !234)
!239 = !DILocalVariable(name: "list", scope: !234, file: !3, line: 138, type: !240)
!240 = !DIDerivedType(tag: DW_TAG_typedef, name: "__builtin_va_list", file: !3, baseType: !241)
!241 = !DICompositeType(tag: DW_TAG_array_type, baseType: !242, size: 192, elements: !248)
!242 = distinct !DICompositeType(tag: DW_TAG_structure_type, name: "__va_list_tag", size: 192, elements: !243)
!243 = !{!244, !245, !246, !247}
!244 = !DIDerivedType(tag: DW_TAG_member, name: "gp_offset", scope: !242, file: !3, line: 138, baseType: !28, size: 32)
!245 = !DIDerivedType(tag: DW_TAG_member, name: "fp_offset", scope: !242, file: !3, line: 138, baseType: !28, size: 32, offset: 32)
!246 = !DIDerivedType(tag: DW_TAG_member, name: "overflow_arg_area", scope: !242, file: !3, line: 138, baseType: !15, size: 64, offset: 64)
!247 = !DIDerivedType(tag: DW_TAG_member, name: "reg_save_area", scope: !242, file: !3, line: 138, baseType: !15, size: 64, offset: 128)
!248 = !{!249}
!249 = !DISubrange(count: 1)
!250 = !DILocation(line: 138, column: 20, scope: !234)
!251 = !DILocalVariable(name: "sum", scope: !234, file: !3, line: 139, type: !6)
!252 = !DILocation(line: 139, column: 6, scope: !234)
!253 = !DILocation(line: 141, column: 2, scope: !234)
!254 = !DILocation(line: 142, column: 2, scope: !234)
!255 = !DILocation(line: 142, column: 10, scope: !234)
!256 = !DILocation(line: 143, column: 10, scope: !234)
!257 = !DILocation(line: 143, column: 7, scope: !234)
!258 = distinct !{!258, !254, !259, !260}
!259 = !DILocation(line: 143, column: 36, scope: !234)
!260 = !{!"llvm.loop.mustprogress"}
!261 = !DILocation(line: 144, column: 2, scope: !234)
!262 = !DILocation(line: 145, column: 9, scope: !234)
!263 = !DILocation(line: 145, column: 2, scope: !234)
!264 = !DILocalVariable(name: "n", arg: 1, scope: !2, file: !3, line: 148, type: !6)
!265 = !DILocation(line: 148, column: 18, scope: !2)
!266 = !DILocation(line: 152, column: 15, scope: !2)
!267 = !DILocation(line: 152, column: 17, scope: !2)
!268 = !DILocation(line: 152, column: 8, scope: !2)
!269 = !DILocation(line: 152, column: 2, scope: !2)
!270 = !DILabel(scope: !2, name: "one", file: !3, line: 153, column: 1)
!271 = !DILocation(line: 153, column: 1, scope: !2)
!272 = !DILocation(line: 154, column: 2, scope: !2)
!273 = !DILabel(scope: !2, name: "two", file: !3, line: 155, column: 1)
!274 = !DILocation(line: 155, column: 1, scope: !2)
!275 = !DILocation(line: 156, column: 2, scope: !2)
!276 = !DILocation(line: 157, column: 1, scope: !2)
!277 = distinct !DISubprogram(name: "init_driver", scope: !3, file: !3, line: 159, type: !278, scopeLine: 160, flags: DIFlagPrototyped, spFlags: DISPFlagDefinition, unit: !7, retainedNodes: !121)
!278 = !DISubroutineType(types: !279)
!279 = !{!6}
!280 = !DILocalVariable(name: "copy", scope: !277, file: !3, line: 161, type: !20)
!281 = !DILocation(line: 161, column: 13, scope: !277)
!282 = !DILocation(line: 161, column: 20, scope: !277)
!283 = !DILocalVariable(name: "r", scope: !277, file: !3, line: 162, type: !24)
!284 = !DILocation(line: 162, column: 13, scope: !277)
!285 = !DILocation(line: 162, column: 17, scope: !277)
!286 = !DILocation(line: 164, column: 20, scope: !277)
!287 = !DILocation(line: 165, column: 2, scope: !277)
!288 = !DILocation(line: 166, column: 6, scope: !277)
!289 = !DILocation(line: 166, column: 20, scope: !277)
!290 = !DILocation(line: 166, column: 28, scope: !277)
!291 = !DILocation(line: 166, column: 2, scope: !277)
!292 = !DILocation(line: 167, column: 11, scope: !277)
!293 = !DILocation(line: 167, column: 2, scope: !277)
!294 = distinct !DISubprogram(name: "pass", scope: !3, file: !3, line: 103, type: !295, scopeLine: 104, flags: DIFlagPrototyped, spFlags: DISPFlagLocalToUnit | DISPFlagDefinition, unit: !7, retainedNodes: !121)
!295 = !DISubroutineType(types: !296)
!296 = !{!24, !24, !20}
!297 = !DILocalVariable(name: "by", arg: 1, scope: !294, file: !3, line: 103, type: !24)
!298 = !DILocation(line: 103, column: 35, scope: !294)
!299 = !DILocalVariable(name: "big", arg: 2, scope: !294, file: !3, line: 103, type: !20)
!300 = !DILocation(line: 103, column: 50, scope: !294)
!301 = !DILocation(line: 105, column: 14, scope: !294)
!302 = !DILocation(line: 105, column: 20, scope: !294)
!303 = !DILocation(line: 105, column: 5, scope: !294)
!304 = !DILocation(line: 105, column: 7, scope: !294)
!305 = !DILocation(line: 106, column: 9, scope: !294)
!306 = !DILocation(line: 106, column: 2, scope: !294)
!307 = distinct !DISubprogram(name: "work_fn", scope: !3, file: !3, line: 78, type: !46, scopeLine: 79, flags: DIFlagPrototyped, spFlags: DISPFlagLocalToUnit | DISPFlagDefinition, unit: !7, retainedNodes: !121)
!308 = !DILocalVariable(name: "work", arg: 1, scope: !307, file: !3, line: 78, type: !48)
!309 = !DILocation(line: 78, column: 41, scope: !307)
!310 = !DILocalVariable(name: "dev", scope: !307, file: !3, line: 80, type: !19)
!311 = !DILocation(line: 80, column: 14, scope: !307)
!312 = !DILocalVariable(name: "__mptr", scope: !313, file: !3, line: 80, type: !15)
!313 = distinct !DILexicalBlock(scope: !307, file: !3, line: 80, column: 20)
!314 = !DILocation(line: 80, column: 20, scope: !313)
!315 = !DILocation(line: 82, column: 8, scope: !307)
!316 = !DILocalVariable(name: "dev", arg: 1, scope: !317, file: !3, line: 73, type: !19)
!317 = distinct !DISubprogram(name: "set_x", scope: !3, file: !3, line: 73, type: !318, scopeLine: 74, flags: DIFlagPrototyped, spFlags: DISPFlagLocalToUnit | DISPFlagDefinition, unit: !7, retainedNodes: !121)
!318 = !DISubroutineType(types: !319)
!319 = !{null, !19, !27}
!320 = !DILocation(line: 73, column: 69, scope: !317, inlinedAt: !321)
!321 = distinct !DILocation(line: 82, column: 2, scope: !307)
!322 = !DILocalVariable(name: "x", arg: 2, scope: !317, file: !3, line: 73, type: !27)
!323 = !DILocation(line: 73, column: 78, scope: !317, inlinedAt: !321)
!324 = !DILocation(line: 75, column: 19, scope: !317, inlinedAt: !321)
!325 = !DILocation(line: 75, column: 2, scope: !317, inlinedAt: !321)
!326 = !DILocation(line: 75, column: 15, scope: !317, inlinedAt: !321)
!327 = !DILocation(line: 75, column: 17, scope: !317, inlinedAt: !321)
!328 = !DILocation(line: 83, column: 2, scope: !307)
!329 = !DILocation(line: 83, column: 7, scope: !307)
!330 = !DILocation(line: 83, column: 13, scope: !307)
!331 = !DILocation(line: 83, column: 24, scope: !307)
!332 = !DILocation(line: 84, column: 23, scope: !307)
!333 = !DILocation(line: 84, column: 28, scope: !307)
!334 = !DILocation(line: 84, column: 31, scope: !307)
!335 = !DILocation(line: 84, column: 36, scope: !307)
!336 = !DILocation(line: 84, column: 2, scope: !307)
!337 = !DILocation(line: 85, column: 1, scope: !307)
!338 = distinct !DISubprogram(name: "exit_driver", scope: !3, file: !3, line: 171, type: !339, scopeLine: 172, flags: DIFlagPrototyped, spFlags: DISPFlagDefinition, unit: !7, retainedNodes: !121)
!339 = !DISubroutineType(types: !340)
!340 = !{null}
!341 = !DILocalVariable(name: "i", scope: !338, file: !3, line: 173, type: !6)
!342 = !DILocation(line: 173, column: 6, scope: !338)
!343 = !DILocation(line: 175, column: 9, scope: !344)
!344 = distinct !DILexicalBlock(scope: !338, file: !3, line: 175, column: 2)
!345 = !DILocation(line: 175, column: 7, scope: !344)
!346 = !DILocation(line: 175, column: 14, scope: !347)
!347 = distinct !DILexicalBlock(scope: !344, file: !3, line: 175, column: 2)
!348 = !DILocation(line: 175, column: 16, scope: !347)
!349 = !DILocation(line: 175, column: 2, scope: !344)
!350 = !DILocation(line: 176, column: 16, scope: !347)
!351 = !DILocation(line: 176, column: 3, scope: !347)
!352 = !DILocation(line: 176, column: 19, scope: !347)
!353 = !DILocation(line: 176, column: 21, scope: !347)
!354 = !DILocation(line: 175, column: 22, scope: !347)
!355 = !DILocation(line: 175, column: 2, scope: !347)
!356 = distinct !{!356, !349, !357, !260}
!357 = !DILocation(line: 176, column: 23, scope: !344)
!358 = !DILocation(line: 177, column: 2, scope: !338)
!359 = !DILocation(line: 178, column: 1, scope: !338)
!360 = distinct !DISubprogram(name: "op", scope: !3, file: !3, line: 87, type: !89, scopeLine: 88, flags: DIFlagPrototyped, spFlags: DISPFlagLocalToUnit | DISPFlagDefinition, unit: !7, retainedNodes: !121)
!361 = !DILocalVariable(name: "dev", arg: 1, scope: !360, file: !3, line: 87, type: !19)
!362 = !DILocation(line: 87, column: 27, scope: !360)
!363 = !DILocalVariable(name: "arg", arg: 2, scope: !360, file: !3, line: 87, type: !6)
!364 = !DILocation(line: 87, column: 36, scope: !360)
!365 = !DILocation(line: 89, column: 10, scope: !360)
!366 = !DILocation(line: 89, column: 2, scope: !360)
!367 = !DILocation(line: 91, column: 10, scope: !368)
!368 = distinct !DILexicalBlock(scope: !360, file: !3, line: 89, column: 15)
!369 = !DILocation(line: 91, column: 15, scope: !368)
!370 = !DILocation(line: 91, column: 25, scope: !368)
!371 = !DILocation(line: 91, column: 3, scope: !368)
!372 = !DILocation(line: 93, column: 13, scope: !368)
!373 = !DILocation(line: 93, column: 3, scope: !368)
!374 = !DILocation(line: 93, column: 8, scope: !368)
!375 = !DILocation(line: 93, column: 11, scope: !368)
!376 = !DILocation(line: 94, column: 3, scope: !368)
!377 = !DILocation(line: 96, column: 3, scope: !368)
!378 = !DILocation(line: 98, column: 3, scope: !368)
!379 = !DILocation(line: 98, column: 8, scope: !368)
!380 = !DILocation(line: 98, column: 13, scope: !368)
!381 = !DILocation(line: 99, column: 2, scope: !368)
!382 = !DILocation(line: 100, column: 9, scope: !360)
!383 = !DILocation(line: 100, column: 14, scope: !360)
!384 = !DILocation(line: 100, column: 18, scope: !360)
!385 = !DILocation(line: 100, column: 22, scope: !360)
!386 = !DILocation(line: 100, column: 27, scope: !360)
!387 = !DILocation(line: 100, column: 32, scope: !360)
!388 = !DILocation(line: 100, column: 40, scope: !360)
!389 = !DILocation(line: 100, column: 37, scope: !360)
!390 = !DILocation(line: 100, column: 2, scope: !360)
!391 = !DILocation(line: 101, column: 1, scope: !360)
