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

@computed.labels = internal unnamed_addr constant [2 x ptr] [ptr blockaddress(@computed, %return), ptr blockaddress(@computed, %two)], align 16, !dbg !0
@tagless = internal global %struct.tagless_t zeroinitializer, section ".init.data", align 4, !dbg !97
@wide = internal global i128 1267650600228229401496703205375, align 16, !dbg !118
@.str = private unnamed_addr constant [9 x i8] c"dev \220\22\0A\00", align 1, !dbg !103
@the_dev = internal global { [4 x %struct.reg], %struct.work_struct, %union.anon, %struct.anon, i8, i8, i8, i8, i32, ptr, [2 x [3 x i32]], i8, [7 x i8], [2 x ptr], [0 x i8] } { [4 x %struct.reg] [%struct.reg { i32 1, i32 2 }, %struct.reg { i32 3, i32 4 }, %struct.reg zeroinitializer, %struct.reg zeroinitializer], %struct.work_struct zeroinitializer, %union.anon zeroinitializer, %struct.anon zeroinitializer, i8 3, i8 0, i8 0, i8 0, i32 5, ptr @.str, [2 x [3 x i32]] zeroinitializer, i8 0, [7 x i8] zeroinitializer, [2 x ptr] [ptr @op, ptr @op], [0 x i8] zeroinitializer }, align 8, !dbg !108
@.str.2 = private unnamed_addr constant [9 x i8] c"q %d %s\0A\00", align 1, !dbg !111

@init_module = dso_local alias i32 (), ptr @init_driver
@cleanup_module = dso_local alias void (), ptr @exit_driver

; Function Attrs: nounwind
define dso_local i32 @atomics(ptr noundef captures(none) %p, ptr noundef captures(none) %q) local_unnamed_addr #0 !dbg !136 {
entry:
    #dbg_value(ptr %p, !144, !DIExpression(), !148)
    #dbg_value(ptr %q, !145, !DIExpression(), !148)
    #dbg_value(i32 1, !146, !DIExpression(), !148)
  %0 = atomicrmw add ptr %p, i32 1 acq_rel, align 4, !dbg !149
    #dbg_value(i32 %0, !147, !DIExpression(), !148)
  %1 = cmpxchg ptr %p, i32 1, i32 2 seq_cst monotonic, align 4, !dbg !150
  %2 = extractvalue { i32, i1 } %1, 1, !dbg !150
  br i1 %2, label %if.then, label %if.end, !dbg !150

if.then:                                          ; preds = %entry
  store atomic i64 5, ptr %q release, align 8, !dbg !152
  br label %if.end, !dbg !152

if.end:                                           ; preds = %if.then, %entry
  fence acquire, !dbg !153
  tail call void asm sideeffect "", "~{memory},~{dirflag},~{fpsr},~{flags}"() #7, !dbg !154, !srcloc !155
  %3 = atomicrmw xchg ptr %p, i32 9 monotonic, align 4, !dbg !156
  %add = add i32 %3, %0, !dbg !157
    #dbg_value(i32 %add, !147, !DIExpression(), !148)
  %4 = load atomic i64, ptr %q acquire, align 8, !dbg !158
  %5 = trunc i64 %4 to i32, !dbg !159
  %conv7 = add i32 %add, %5, !dbg !159
  ret i32 %conv7, !dbg !160
}

; Function Attrs: mustprogress nocallback nofree nosync nounwind willreturn memory(argmem: readwrite)
declare void @llvm.lifetime.start.p0(i64 immarg, ptr captures(none)) #1

; Function Attrs: mustprogress nocallback nofree nosync nounwind willreturn memory(argmem: readwrite)
declare void @llvm.lifetime.end.p0(i64 immarg, ptr captures(none)) #1

; Function Attrs: nounwind
define dso_local i32 @arithmetic(i32 noundef %a, i32 noundef %b, i64 noundef %c, i64 noundef %d.coerce0, i64 noundef %d.coerce1) local_unnamed_addr #0 !dbg !161 {
entry:
  %r = alloca i32, align 4, !DIAssignID !175
    #dbg_assign(i1 poison, !174, !DIExpression(), !175, ptr %r, !DIExpression(), !176)
    #dbg_value(i32 %a, !165, !DIExpression(), !176)
    #dbg_value(i32 %b, !166, !DIExpression(), !176)
    #dbg_value(i64 %c, !167, !DIExpression(), !176)
    #dbg_value(!DIArgList(i128 poison, i64 poison), !168, !DIExpression(DW_OP_LLVM_arg, 0, DW_OP_LLVM_arg, 1, DW_OP_LLVM_convert, 64, DW_ATE_unsigned, DW_OP_LLVM_convert, 128, DW_ATE_unsigned, DW_OP_or, DW_OP_stack_value), !176)
  %0 = zext i32 %a to i64, !dbg !177
  %vla = alloca i32, i64 %0, align 16, !dbg !177
    #dbg_value(i64 %0, !169, !DIExpression(), !176)
    #dbg_declare(ptr %vla, !170, !DIExpression(), !178)
  call void @llvm.lifetime.start.p0(i64 4, ptr nonnull %r) #7, !dbg !179
  %1 = tail call { i32, i1 } @llvm.uadd.with.overflow.i32(i32 %b, i32 3), !dbg !180
  %2 = extractvalue { i32, i1 } %1, 1, !dbg !180
  %3 = extractvalue { i32, i1 } %1, 0, !dbg !180
  store i32 %3, ptr %r, align 4, !dbg !180, !DIAssignID !182
    #dbg_assign(i32 %3, !174, !DIExpression(), !182, ptr %r, !DIExpression(), !176)
  br i1 %2, label %cleanup, label %if.end, !dbg !180

if.end:                                           ; preds = %entry
  %d.sroa.2.0.insert.ext = zext i64 %d.coerce1 to i128
  %d.sroa.2.0.insert.shift = shl nuw i128 %d.sroa.2.0.insert.ext, 64
    #dbg_value(!DIArgList(i128 %d.sroa.2.0.insert.shift, i64 %d.coerce0), !168, !DIExpression(DW_OP_LLVM_arg, 0, DW_OP_LLVM_arg, 1, DW_OP_LLVM_convert, 64, DW_ATE_unsigned, DW_OP_LLVM_convert, 128, DW_ATE_unsigned, DW_OP_or, DW_OP_stack_value), !176)
  %d.sroa.0.0.insert.ext = zext i64 %d.coerce0 to i128
    #dbg_value(!DIArgList(i128 %d.sroa.2.0.insert.shift, i128 %d.sroa.0.0.insert.ext), !168, !DIExpression(DW_OP_LLVM_arg, 0, DW_OP_LLVM_arg, 1, DW_OP_or, DW_OP_stack_value), !176)
  %d.sroa.0.0.insert.insert = or disjoint i128 %d.sroa.2.0.insert.shift, %d.sroa.0.0.insert.ext
    #dbg_value(i128 %d.sroa.0.0.insert.insert, !168, !DIExpression(), !176)
  %div = sdiv i32 %a, 3, !dbg !183
  %rem = srem i32 %div, 2, !dbg !184
  %shr = ashr i32 %rem, 2, !dbg !185
  store i32 %shr, ptr %vla, align 16, !dbg !186
  %div2 = udiv i32 %b, 3, !dbg !187
  %rem3 = urem i32 %div2, 5, !dbg !188
  %shr4 = lshr i32 %rem3, 1, !dbg !189
  %4 = xor i32 %b, %shr4, !dbg !190
  %xor = xor i32 %4, -1, !dbg !190
    #dbg_value(i32 %xor, !166, !DIExpression(), !176)
  %mul = mul i64 %c, 3, !dbg !191
  %sub = add i64 %mul, -1, !dbg !192
  %or = or i64 %sub, 7, !dbg !193
    #dbg_value(i64 %or, !167, !DIExpression(), !176)
  %5 = inttoptr i64 %or to ptr, !dbg !194
  %6 = ptrtoint ptr %r to i64, !dbg !195
  %sext = shl i32 %a, 16, !dbg !196
  %conv5 = ashr exact i32 %sext, 16, !dbg !196
  %sext26 = shl i32 %xor, 24, !dbg !197
  %conv7 = ashr exact i32 %sext26, 24, !dbg !197
  %mul8 = mul i128 %d.sroa.0.0.insert.insert, 3, !dbg !198
  %shr9 = lshr i128 %mul8, 64, !dbg !199
  call void (ptr, ...) @use(ptr noundef nonnull %vla, ptr noundef nonnull %5, i64 noundef %6, i32 noundef %xor, i32 noundef %conv5, i32 noundef %conv7, i128 noundef %shr9) #8, !dbg !200
  %7 = load i32, ptr %vla, align 16, !dbg !201
  %tobool.not = icmp eq i32 %7, 0, !dbg !201
  %sub13 = sub i32 0, %a, !dbg !202
  %cond = select i1 %tobool.not, i32 %sub13, i32 %a, !dbg !202
  br label %cleanup, !dbg !203

cleanup:                                          ; preds = %entry, %if.end
  %retval.0 = phi i32 [ %cond, %if.end ], [ -1, %entry ], !dbg !176
  call void @llvm.lifetime.end.p0(i64 4, ptr nonnull %r) #7, !dbg !204
  ret i32 %retval.0, !dbg !204
}

; Function Attrs: mustprogress nocallback nofree nosync nounwind speculatable willreturn memory(none)
declare { i32, i1 } @llvm.uadd.with.overflow.i32(i32, i32) #2

declare !dbg !205 void @use(ptr noundef, ...) local_unnamed_addr #3

; Function Attrs: nofree norecurse nosync nounwind
define dso_local i32 @variadic(i32 noundef %n, ...) local_unnamed_addr #4 !dbg !208 {
entry:
  %list = alloca [1 x %struct.__va_list_tag], align 16, !DIAssignID !225
    #dbg_assign(i1 poison, !213, !DIExpression(), !225, ptr %list, !DIExpression(), !226)
    #dbg_value(i32 %n, !212, !DIExpression(), !226)
  call void @llvm.lifetime.start.p0(i64 24, ptr nonnull %list) #7, !dbg !227
    #dbg_value(i32 0, !224, !DIExpression(), !226)
  call void @llvm.va_start.p0(ptr nonnull %list), !dbg !228
    #dbg_value(i32 0, !224, !DIExpression(), !226)
    #dbg_value(i32 %n, !212, !DIExpression(), !226)
  %tobool.not7 = icmp eq i32 %n, 0, !dbg !229
  br i1 %tobool.not7, label %while.end, label %while.body.lr.ph, !dbg !229

while.body.lr.ph:                                 ; preds = %entry
  %list.promoted = load i32, ptr %list, align 16
  %overflow_arg_area_p = getelementptr inbounds nuw i8, ptr %list, i64 8
  %0 = getelementptr inbounds nuw i8, ptr %list, i64 16
  %reg_save_area = load ptr, ptr %0, align 16
  %overflow_arg_area_p.promoted = load ptr, ptr %overflow_arg_area_p, align 8
  br label %while.body, !dbg !229

while.body:                                       ; preds = %while.body.lr.ph, %vaarg.end
  %overflow_arg_area12 = phi ptr [ %overflow_arg_area_p.promoted, %while.body.lr.ph ], [ %overflow_arg_area11, %vaarg.end ]
  %dec10.in = phi i32 [ %n, %while.body.lr.ph ], [ %dec10, %vaarg.end ]
  %sum.09 = phi i32 [ 0, %while.body.lr.ph ], [ %add, %vaarg.end ]
  %gp_offset58 = phi i32 [ %list.promoted, %while.body.lr.ph ], [ %gp_offset4, %vaarg.end ]
  %dec10 = add i32 %dec10.in, -1, !dbg !230
    #dbg_value(i32 %sum.09, !224, !DIExpression(), !226)
  %fits_in_gp = icmp ult i32 %gp_offset58, 41, !dbg !231
  br i1 %fits_in_gp, label %vaarg.in_reg, label %vaarg.in_mem, !dbg !231

vaarg.in_reg:                                     ; preds = %while.body
  %1 = zext nneg i32 %gp_offset58 to i64, !dbg !231
  %2 = getelementptr i8, ptr %reg_save_area, i64 %1, !dbg !231
  %3 = add nuw nsw i32 %gp_offset58, 8, !dbg !231
  store i32 %3, ptr %list, align 16, !dbg !231, !DIAssignID !232
    #dbg_assign(i32 %3, !213, !DIExpression(DW_OP_LLVM_fragment, 0, 32), !232, ptr %list, !DIExpression(), !226)
  br label %vaarg.end, !dbg !231

vaarg.in_mem:                                     ; preds = %while.body
  %overflow_arg_area.next = getelementptr i8, ptr %overflow_arg_area12, i64 8, !dbg !231
  store ptr %overflow_arg_area.next, ptr %overflow_arg_area_p, align 8, !dbg !231, !DIAssignID !233
    #dbg_assign(ptr %overflow_arg_area.next, !213, !DIExpression(DW_OP_LLVM_fragment, 64, 64), !233, ptr %overflow_arg_area_p, !DIExpression(), !226)
  br label %vaarg.end, !dbg !231

vaarg.end:                                        ; preds = %vaarg.in_mem, %vaarg.in_reg
  %overflow_arg_area11 = phi ptr [ %overflow_arg_area12, %vaarg.in_reg ], [ %overflow_arg_area.next, %vaarg.in_mem ]
  %gp_offset4 = phi i32 [ %3, %vaarg.in_reg ], [ %gp_offset58, %vaarg.in_mem ]
  %vaarg.addr = phi ptr [ %2, %vaarg.in_reg ], [ %overflow_arg_area12, %vaarg.in_mem ], !dbg !231
  %4 = load i32, ptr %vaarg.addr, align 4, !dbg !231
  %add = add i32 %4, %sum.09, !dbg !234
    #dbg_value(i32 %add, !224, !DIExpression(), !226)
    #dbg_value(i32 %dec10, !212, !DIExpression(), !226)
    #dbg_value(i32 %dec10, !212, !DIExpression(DW_OP_constu, 1, DW_OP_minus, DW_OP_stack_value), !226)
  %tobool.not = icmp eq i32 %dec10, 0, !dbg !229
  br i1 %tobool.not, label %while.end, label %while.body, !dbg !229, !llvm.loop !235

while.end:                                        ; preds = %vaarg.end, %entry
  %sum.0.lcssa = phi i32 [ 0, %entry ], [ %add, %vaarg.end ], !dbg !226
  call void @llvm.va_end.p0(ptr %list), !dbg !239
  call void @llvm.lifetime.end.p0(i64 24, ptr nonnull %list) #7, !dbg !240
  ret i32 %sum.0.lcssa, !dbg !241
}

; Function Attrs: mustprogress nocallback nofree nosync nounwind willreturn
declare void @llvm.va_start.p0(ptr) #5

; Function Attrs: mustprogress nocallback nofree nosync nounwind willreturn
declare void @llvm.va_end.p0(ptr) #5

; Function Attrs: mustprogress nofree norecurse nosync nounwind willreturn memory(none)
define dso_local range(i32 1, 3) i32 @computed(i32 noundef %n) local_unnamed_addr #6 !dbg !2 {
entry:
    #dbg_value(i32 %n, !122, !DIExpression(), !242)
  %and = and i32 %n, 1, !dbg !243
  %idxprom = zext nneg i32 %and to i64, !dbg !244
  %arrayidx = getelementptr inbounds nuw [2 x ptr], ptr @computed.labels, i64 0, i64 %idxprom, !dbg !244
  %0 = load ptr, ptr %arrayidx, align 8, !dbg !244
  indirectbr ptr %0, [label %return, label %two]

two:                                              ; preds = %entry
    #dbg_label(!124, !245)
  br label %return, !dbg !246

return:                                           ; preds = %entry, %two
  %retval.0 = phi i32 [ 2, %two ], [ 1, %entry ], !dbg !242
  ret i32 %retval.0, !dbg !247
}

; Function Attrs: nounwind
define dso_local i32 @init_driver() #0 !dbg !248 {
entry:
    #dbg_assign(i1 poison, !252, !DIExpression(DW_OP_LLVM_fragment, 0, 608), !254, ptr poison, !DIExpression(), !255)
    #dbg_assign(i1 poison, !252, !DIExpression(DW_OP_LLVM_fragment, 640, 512), !256, ptr poison, !DIExpression(), !255)
  %copy.sroa.3.0.copyload = load i32, ptr getelementptr inbounds nuw (i8, ptr @the_dev, i64 76), align 4, !dbg !257
    #dbg_value(i32 %copy.sroa.3.0.copyload, !258, !DIExpression(DW_OP_LLVM_fragment, 608, 32), !264)
    #dbg_assign(i1 poison, !252, !DIExpression(DW_OP_LLVM_fragment, 0, 608), !266, ptr poison, !DIExpression(), !255)
    #dbg_value(i32 %copy.sroa.3.0.copyload, !252, !DIExpression(DW_OP_LLVM_fragment, 608, 32), !255)
    #dbg_assign(i1 poison, !252, !DIExpression(DW_OP_LLVM_fragment, 640, 512), !267, ptr poison, !DIExpression(), !255)
  %0 = load i64, ptr @the_dev, align 8, !dbg !268
  %by.sroa.0.0.extract.trunc.i = trunc i64 %0 to i32
    #dbg_value(i32 %by.sroa.0.0.extract.trunc.i, !263, !DIExpression(DW_OP_LLVM_fragment, 0, 32), !264)
    #dbg_value(i64 %0, !263, !DIExpression(DW_OP_constu, 32, DW_OP_shr, DW_OP_LLVM_convert, 64, DW_ATE_unsigned, DW_OP_LLVM_convert, 32, DW_ATE_unsigned, DW_OP_stack_value, DW_OP_LLVM_fragment, 32, 32), !264)
  %add.i = add i32 %copy.sroa.3.0.copyload, %by.sroa.0.0.extract.trunc.i, !dbg !269
    #dbg_value(i32 %add.i, !263, !DIExpression(DW_OP_LLVM_fragment, 0, 32), !264)
    #dbg_value(i32 %add.i, !253, !DIExpression(DW_OP_LLVM_fragment, 0, 32), !255)
    #dbg_value(!DIArgList(i64 0, i32 %add.i), !253, !DIExpression(DW_OP_LLVM_arg, 0, DW_OP_LLVM_arg, 1, DW_OP_LLVM_convert, 32, DW_ATE_unsigned, DW_OP_LLVM_convert, 64, DW_ATE_unsigned, DW_OP_or, DW_OP_constu, 32, DW_OP_shr, DW_OP_LLVM_convert, 64, DW_ATE_unsigned, DW_OP_LLVM_convert, 32, DW_ATE_unsigned, DW_OP_stack_value, DW_OP_LLVM_fragment, 32, 32), !255)
  store ptr @work_fn, ptr getelementptr inbounds nuw (i8, ptr @the_dev, i64 56), align 8, !dbg !270
    #dbg_value(ptr poison, !271, !DIExpression(), !277)
    #dbg_value(ptr poison, !274, !DIExpression(DW_OP_constu, 32, DW_OP_minus, DW_OP_stack_value), !277)
    #dbg_value(ptr poison, !279, !DIExpression(DW_OP_constu, 32, DW_OP_minus, DW_OP_stack_value), !285)
    #dbg_value(i32 7, !284, !DIExpression(), !285)
  store volatile i32 7, ptr getelementptr inbounds nuw (i8, ptr @the_dev, i64 12), align 4, !dbg !287
  store i8 1, ptr getelementptr inbounds nuw (i8, ptr @the_dev, i64 74), align 2, !dbg !288
  %1 = load i32, ptr getelementptr inbounds nuw (i8, ptr @the_dev, i64 64), align 8, !dbg !289
  %2 = load ptr, ptr getelementptr inbounds nuw (i8, ptr @the_dev, i64 88), align 8, !dbg !290
  %call.i = tail call i32 (ptr, ...) @_printk(ptr noundef nonnull @.str.2, i32 noundef %1, ptr noundef %2) #8, !dbg !291
  %call1 = tail call ptr @get_opaque() #8, !dbg !292
  tail call void (ptr, ...) @use(ptr noundef %call1, ptr noundef nonnull getelementptr inbounds nuw (i8, ptr @the_dev, i64 116), i64 noundef ptrtoint (ptr getelementptr inbounds nuw (i8, ptr @the_dev, i64 123) to i64), ptr noundef nonnull @tagless, ptr noundef nonnull @wide) #8, !dbg !293
  ret i32 %add.i, !dbg !294
}

; Function Attrs: nounwind
define internal void @work_fn(ptr noundef %work) #0 !dbg !272 {
entry:
    #dbg_value(ptr %work, !271, !DIExpression(), !295)
    #dbg_value(ptr %work, !274, !DIExpression(DW_OP_constu, 32, DW_OP_minus, DW_OP_stack_value), !295)
    #dbg_value(ptr %work, !279, !DIExpression(DW_OP_constu, 32, DW_OP_minus, DW_OP_stack_value), !296)
    #dbg_value(i32 7, !284, !DIExpression(), !296)
  %x1.i = getelementptr inbounds i8, ptr %work, i64 -20, !dbg !298
  store volatile i32 7, ptr %x1.i, align 4, !dbg !299
  %arrayidx = getelementptr inbounds nuw i8, ptr %work, i64 42, !dbg !300
  store i8 1, ptr %arrayidx, align 2, !dbg !301
  %0 = getelementptr inbounds nuw i8, ptr %work, i64 32, !dbg !302
  %1 = load i32, ptr %0, align 8, !dbg !302
  %name = getelementptr inbounds nuw i8, ptr %work, i64 56, !dbg !303
  %2 = load ptr, ptr %name, align 8, !dbg !303
  %call = tail call i32 (ptr, ...) @_printk(ptr noundef nonnull @.str.2, i32 noundef %1, ptr noundef %2) #8, !dbg !304
  ret void, !dbg !305
}

declare !dbg !306 ptr @get_opaque() local_unnamed_addr #3

; Function Attrs: nounwind
define dso_local void @exit_driver() #0 section ".exit.text" !dbg !311 {
entry:
    #dbg_value(i32 0, !315, !DIExpression(), !316)
  br label %for.body, !dbg !317

for.body:                                         ; preds = %entry, %for.body
  %indvars.iv = phi i64 [ 0, %entry ], [ %indvars.iv.next, %for.body ]
    #dbg_value(i64 %indvars.iv, !315, !DIExpression(), !316)
  %arrayidx = getelementptr inbounds nuw [4 x %struct.reg], ptr @the_dev, i64 0, i64 %indvars.iv, !dbg !319
  store i32 0, ptr %arrayidx, align 8, !dbg !321
  %indvars.iv.next = add nuw nsw i64 %indvars.iv, 1, !dbg !322
    #dbg_value(i64 %indvars.iv.next, !315, !DIExpression(), !316)
  %cmp = icmp eq i64 %indvars.iv, 0, !dbg !323
  br i1 %cmp, label %for.body, label %for.end, !dbg !317, !llvm.loop !324

for.end:                                          ; preds = %for.body
  tail call void (ptr, ...) @use(ptr noundef null) #8, !dbg !326
  ret void, !dbg !327
}

; Function Attrs: nounwind
define internal i32 @op(ptr noundef %dev, i32 noundef %arg) #0 !dbg !328 {
entry:
    #dbg_value(ptr %dev, !330, !DIExpression(), !332)
    #dbg_value(i32 %arg, !331, !DIExpression(), !332)
  switch i32 %arg, label %sw.default [
    i32 1, label %sw.bb
    i32 2, label %sw.bb2
    i32 3, label %sw.bb2
    i32 -4, label %return
  ], !dbg !333

sw.bb:                                            ; preds = %entry
  %arrayidx1 = getelementptr inbounds nuw i8, ptr %dev, i64 112, !dbg !334
  %0 = load i32, ptr %arrayidx1, align 4, !dbg !334
  br label %return, !dbg !336

sw.bb2:                                           ; preds = %entry, %entry
  %f2 = getelementptr inbounds nuw i8, ptr %dev, i64 80, !dbg !337
  %bf.load = load i32, ptr %f2, align 8, !dbg !338
  %bf.value = shl i32 %arg, 3, !dbg !338
  %bf.shl = and i32 %bf.value, 248, !dbg !338
  %bf.clear = and i32 %bf.load, -249, !dbg !338
  %bf.set = or disjoint i32 %bf.clear, %bf.shl, !dbg !338
  store i32 %bf.set, ptr %f2, align 8, !dbg !338
  br label %sw.epilog, !dbg !339

sw.default:                                       ; preds = %entry
  %gone = getelementptr inbounds nuw i8, ptr %dev, i64 120, !dbg !340
  store i8 1, ptr %gone, align 8, !dbg !341
  br label %sw.epilog, !dbg !342

sw.epilog:                                        ; preds = %sw.default, %sw.bb2
  %ops = getelementptr inbounds nuw i8, ptr %dev, i64 128, !dbg !343
  %and = and i32 %arg, 1, !dbg !344
  %idxprom4 = zext nneg i32 %and to i64, !dbg !345
  %arrayidx5 = getelementptr inbounds nuw [2 x ptr], ptr %ops, i64 0, i64 %idxprom4, !dbg !345
  %1 = load ptr, ptr %arrayidx5, align 8, !dbg !345
  %call = tail call i32 %1(ptr noundef %dev, i32 noundef %arg) #8, !dbg !345
  %tobool.not = icmp eq i32 %arg, 0, !dbg !346
  %cond = select i1 %tobool.not, i32 2, i32 1, !dbg !346
  %add = add i32 %call, %cond, !dbg !347
  br label %return, !dbg !348

return:                                           ; preds = %entry, %sw.epilog, %sw.bb
  %retval.0 = phi i32 [ %add, %sw.epilog ], [ %0, %sw.bb ], [ -22, %entry ], !dbg !332
  ret i32 %retval.0, !dbg !349
}

declare !dbg !350 i32 @_printk(ptr noundef, ...) local_unnamed_addr #3

attributes #0 = { nounwind "min-legal-vector-width"="0" "no-builtins" "no-trapping-math"="true" "stack-protector-buffer-size"="8" "target-cpu"="x86-64" "target-features"="+cmov,+cx8,+fxsr,+mmx,-aes,-amx-avx512,-avx,-avx10.1-256,-avx10.1-512,-avx10.2-256,-avx10.2-512,-avx2,-avx512bf16,-avx512bitalg,-avx512bw,-avx512cd,-avx512dq,-avx512f,-avx512fp16,-avx512ifma,-avx512vbmi,-avx512vbmi2,-avx512vl,-avx512vnni,-avx512vp2intersect,-avx512vpopcntdq,-avxifma,-avxneconvert,-avxvnni,-avxvnniint16,-avxvnniint8,-f16c,-fma,-fma4,-gfni,-kl,-pclmul,-sha,-sha512,-sm3,-sm4,-sse,-sse2,-sse3,-sse4.1,-sse4.2,-sse4a,-ssse3,-vaes,-vpclmulqdq,-widekl,-x87,-xop" "tune-cpu"="generic" }
attributes #1 = { mustprogress nocallback nofree nosync nounwind willreturn memory(argmem: readwrite) }
attributes #2 = { mustprogress nocallback nofree nosync nounwind speculatable willreturn memory(none) }
attributes #3 = { "no-builtins" "no-trapping-math"="true" "stack-protector-buffer-size"="8" "target-cpu"="x86-64" "target-features"="+cmov,+cx8,+fxsr,+mmx,-aes,-amx-avx512,-avx,-avx10.1-256,-avx10.1-512,-avx10.2-256,-avx10.2-512,-avx2,-avx512bf16,-avx512bitalg,-avx512bw,-avx512cd,-avx512dq,-avx512f,-avx512fp16,-avx512ifma,-avx512vbmi,-avx512vbmi2,-avx512vl,-avx512vnni,-avx512vp2intersect,-avx512vpopcntdq,-avxifma,-avxneconvert,-avxvnni,-avxvnniint16,-avxvnniint8,-f16c,-fma,-fma4,-gfni,-kl,-pclmul,-sha,-sha512,-sm3,-sm4,-sse,-sse2,-sse3,-sse4.1,-sse4.2,-sse4a,-ssse3,-vaes,-vpclmulqdq,-widekl,-x87,-xop" "tune-cpu"="generic" }
attributes #4 = { nofree norecurse nosync nounwind "min-legal-vector-width"="0" "no-builtins" "no-trapping-math"="true" "stack-protector-buffer-size"="8" "target-cpu"="x86-64" "target-features"="+cmov,+cx8,+fxsr,+mmx,-aes,-amx-avx512,-avx,-avx10.1-256,-avx10.1-512,-avx10.2-256,-avx10.2-512,-avx2,-avx512bf16,-avx512bitalg,-avx512bw,-avx512cd,-avx512dq,-avx512f,-avx512fp16,-avx512ifma,-avx512vbmi,-avx512vbmi2,-avx512vl,-avx512vnni,-avx512vp2intersect,-avx512vpopcntdq,-avxifma,-avxneconvert,-avxvnni,-avxvnniint16,-avxvnniint8,-f16c,-fma,-fma4,-gfni,-kl,-pclmul,-sha,-sha512,-sm3,-sm4,-sse,-sse2,-sse3,-sse4.1,-sse4.2,-sse4a,-ssse3,-vaes,-vpclmulqdq,-widekl,-x87,-xop" "tune-cpu"="generic" }
attributes #5 = { mustprogress nocallback nofree nosync nounwind willreturn }
attributes #6 = { mustprogress nofree norecurse nosync nounwind willreturn memory(none) "min-legal-vector-width"="0" "no-builtins" "no-trapping-math"="true" "stack-protector-buffer-size"="8" "target-cpu"="x86-64" "target-features"="+cmov,+cx8,+fxsr,+mmx,-aes,-amx-avx512,-avx,-avx10.1-256,-avx10.1-512,-avx10.2-256,-avx10.2-512,-avx2,-avx512bf16,-avx512bitalg,-avx512bw,-avx512cd,-avx512dq,-avx512f,-avx512fp16,-avx512ifma,-avx512vbmi,-avx512vbmi2,-avx512vl,-avx512vnni,-avx512vp2intersect,-avx512vpopcntdq,-avxifma,-avxneconvert,-avxvnni,-avxvnniint16,-avxvnniint8,-f16c,-fma,-fma4,-gfni,-kl,-pclmul,-sha,-sha512,-sm3,-sm4,-sse,-sse2,-sse3,-sse4.1,-sse4.2,-sse4a,-ssse3,-vaes,-vpclmulqdq,-widekl,-x87,-xop" "tune-cpu"="generic" }
attributes #7 = { nounwind }
attributes #8 = { nobuiltin nounwind "no-builtins" }

!llvm.dbg.cu = !{!7}
!llvm.module.flags = !{!129, !130, !131, !132, !133, !134}
!llvm.ident = !{!135}

!0 = !DIGlobalVariableExpression(var: !1, expr: !DIExpression())
!1 = distinct !DIGlobalVariable(name: "labels", scope: !2, file: !3, line: 150, type: !125, isLocal: true, isDefinition: true)
!2 = distinct !DISubprogram(name: "computed", scope: !3, file: !3, line: 148, type: !4, scopeLine: 149, flags: DIFlagPrototyped | DIFlagAllCallsDescribed, spFlags: DISPFlagDefinition | DISPFlagOptimized, unit: !7, retainedNodes: !121)
!3 = !DIFile(filename: "driver.c", directory: "/src", checksumkind: CSK_MD5, checksum: "3ac9d177e70d27f6c8e61472e52a0274")
!4 = !DISubroutineType(types: !5)
!5 = !{!6, !6}
!6 = !DIBasicType(name: "int", size: 32, encoding: DW_ATE_signed)
!7 = distinct !DICompileUnit(language: DW_LANG_C11, file: !3, producer: "clang version 21.0.0 (https://github.com/swiftlang/llvm-project.git 11673e6660b2d0a5f9f99b1c7b773f4c2f6df1b0)", isOptimized: true, runtimeVersion: 0, emissionKind: FullDebug, enums: !8, retainedTypes: !14, globals: !96, splitDebugInlining: false, nameTableKind: None)
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
!121 = !{!122, !123, !124}
!122 = !DILocalVariable(name: "n", arg: 1, scope: !2, file: !3, line: 148, type: !6)
!123 = !DILabel(scope: !2, name: "one", file: !3, line: 153, column: 1)
!124 = !DILabel(scope: !2, name: "two", file: !3, line: 155, column: 1)
!125 = !DICompositeType(tag: DW_TAG_array_type, baseType: !126, size: 128, elements: !91)
!126 = !DIDerivedType(tag: DW_TAG_const_type, baseType: !127)
!127 = !DIDerivedType(tag: DW_TAG_pointer_type, baseType: !128, size: 64)
!128 = !DIDerivedType(tag: DW_TAG_const_type, baseType: null)
!129 = !{i32 7, !"Dwarf Version", i32 5}
!130 = !{i32 2, !"Debug Info Version", i32 3}
!131 = !{i32 1, !"wchar_size", i32 4}
!132 = !{i32 8, !"PIC Level", i32 2}
!133 = !{i32 7, !"PIE Level", i32 2}
!134 = !{i32 7, !"debug-info-assignment-tracking", i1 true}
!135 = !{!"clang version 21.0.0 (https://github.com/swiftlang/llvm-project.git 11673e6660b2d0a5f9f99b1c7b773f4c2f6df1b0)"}
!136 = distinct !DISubprogram(name: "atomics", scope: !3, file: !3, line: 109, type: !137, scopeLine: 110, flags: DIFlagPrototyped | DIFlagAllCallsDescribed, spFlags: DISPFlagDefinition | DISPFlagOptimized, unit: !7, retainedNodes: !143)
!137 = !DISubroutineType(types: !138)
!138 = !{!6, !139, !140}
!139 = !DIDerivedType(tag: DW_TAG_pointer_type, baseType: !27, size: 64)
!140 = !DIDerivedType(tag: DW_TAG_pointer_type, baseType: !141, size: 64)
!141 = !DIDerivedType(tag: DW_TAG_typedef, name: "u64", file: !3, line: 3, baseType: !142)
!142 = !DIBasicType(name: "unsigned long long", size: 64, encoding: DW_ATE_unsigned)
!143 = !{!144, !145, !146, !147}
!144 = !DILocalVariable(name: "p", arg: 1, scope: !136, file: !3, line: 109, type: !139)
!145 = !DILocalVariable(name: "q", arg: 2, scope: !136, file: !3, line: 109, type: !140)
!146 = !DILocalVariable(name: "expected", scope: !136, file: !3, line: 111, type: !27)
!147 = !DILocalVariable(name: "n", scope: !136, file: !3, line: 112, type: !6)
!148 = !DILocation(line: 0, scope: !136)
!149 = !DILocation(line: 112, column: 10, scope: !136)
!150 = !DILocation(line: 114, column: 6, scope: !151)
!151 = distinct !DILexicalBlock(scope: !136, file: !3, line: 114, column: 6)
!152 = !DILocation(line: 115, column: 3, scope: !151)
!153 = !DILocation(line: 116, column: 2, scope: !136)
!154 = !DILocation(line: 117, column: 2, scope: !136)
!155 = !{i64 2503}
!156 = !DILocation(line: 118, column: 7, scope: !136)
!157 = !DILocation(line: 118, column: 4, scope: !136)
!158 = !DILocation(line: 119, column: 13, scope: !136)
!159 = !DILocation(line: 119, column: 9, scope: !136)
!160 = !DILocation(line: 119, column: 2, scope: !136)
!161 = distinct !DISubprogram(name: "arithmetic", scope: !3, file: !3, line: 122, type: !162, scopeLine: 123, flags: DIFlagPrototyped | DIFlagAllCallsDescribed, spFlags: DISPFlagDefinition | DISPFlagOptimized, unit: !7, retainedNodes: !164)
!162 = !DISubroutineType(types: !163)
!163 = !{!6, !6, !28, !16, !120}
!164 = !{!165, !166, !167, !168, !169, !170, !174}
!165 = !DILocalVariable(name: "a", arg: 1, scope: !161, file: !3, line: 122, type: !6)
!166 = !DILocalVariable(name: "b", arg: 2, scope: !161, file: !3, line: 122, type: !28)
!167 = !DILocalVariable(name: "c", arg: 3, scope: !161, file: !3, line: 122, type: !16)
!168 = !DILocalVariable(name: "d", arg: 4, scope: !161, file: !3, line: 122, type: !120)
!169 = !DILocalVariable(name: "__vla_expr0", scope: !161, type: !37, flags: DIFlagArtificial)
!170 = !DILocalVariable(name: "vla", scope: !161, file: !3, line: 124, type: !171)
!171 = !DICompositeType(tag: DW_TAG_array_type, baseType: !6, elements: !172)
!172 = !{!173}
!173 = !DISubrange(count: !169)
!174 = !DILocalVariable(name: "r", scope: !161, file: !3, line: 125, type: !28)
!175 = distinct !DIAssignID()
!176 = !DILocation(line: 0, scope: !161)
!177 = !DILocation(line: 124, column: 2, scope: !161)
!178 = !DILocation(line: 124, column: 6, scope: !161)
!179 = !DILocation(line: 125, column: 2, scope: !161)
!180 = !DILocation(line: 127, column: 6, scope: !181)
!181 = distinct !DILexicalBlock(scope: !161, file: !3, line: 127, column: 6)
!182 = distinct !DIAssignID()
!183 = !DILocation(line: 129, column: 13, scope: !161)
!184 = !DILocation(line: 129, column: 17, scope: !161)
!185 = !DILocation(line: 129, column: 26, scope: !161)
!186 = !DILocation(line: 129, column: 9, scope: !161)
!187 = !DILocation(line: 130, column: 8, scope: !161)
!188 = !DILocation(line: 130, column: 12, scope: !161)
!189 = !DILocation(line: 130, column: 16, scope: !161)
!190 = !DILocation(line: 130, column: 21, scope: !161)
!191 = !DILocation(line: 131, column: 9, scope: !161)
!192 = !DILocation(line: 131, column: 13, scope: !161)
!193 = !DILocation(line: 131, column: 18, scope: !161)
!194 = !DILocation(line: 132, column: 11, scope: !161)
!195 = !DILocation(line: 132, column: 22, scope: !161)
!196 = !DILocation(line: 132, column: 35, scope: !161)
!197 = !DILocation(line: 132, column: 45, scope: !161)
!198 = !DILocation(line: 132, column: 56, scope: !161)
!199 = !DILocation(line: 132, column: 60, scope: !161)
!200 = !DILocation(line: 132, column: 2, scope: !161)
!201 = !DILocation(line: 133, column: 9, scope: !161)
!202 = !DILocation(line: 133, column: 16, scope: !161)
!203 = !DILocation(line: 133, column: 2, scope: !161)
!204 = !DILocation(line: 134, column: 1, scope: !161)
!205 = !DISubprogram(name: "use", scope: !3, file: !3, line: 60, type: !206, flags: DIFlagPrototyped, spFlags: DISPFlagOptimized)
!206 = !DISubroutineType(types: !207)
!207 = !{null, !15, null}
!208 = distinct !DISubprogram(name: "variadic", scope: !3, file: !3, line: 136, type: !209, scopeLine: 137, flags: DIFlagPrototyped | DIFlagAllCallsDescribed, spFlags: DISPFlagDefinition | DISPFlagOptimized, unit: !7, retainedNodes: !211)
!209 = !DISubroutineType(types: !210)
!210 = !{!6, !6, null}
!211 = !{!212, !213, !224}
!212 = !DILocalVariable(name: "n", arg: 1, scope: !208, file: !3, line: 136, type: !6)
!213 = !DILocalVariable(name: "list", scope: !208, file: !3, line: 138, type: !214)
!214 = !DIDerivedType(tag: DW_TAG_typedef, name: "__builtin_va_list", file: !3, baseType: !215)
!215 = !DICompositeType(tag: DW_TAG_array_type, baseType: !216, size: 192, elements: !222)
!216 = distinct !DICompositeType(tag: DW_TAG_structure_type, name: "__va_list_tag", size: 192, elements: !217)
!217 = !{!218, !219, !220, !221}
!218 = !DIDerivedType(tag: DW_TAG_member, name: "gp_offset", scope: !216, file: !3, line: 138, baseType: !28, size: 32)
!219 = !DIDerivedType(tag: DW_TAG_member, name: "fp_offset", scope: !216, file: !3, line: 138, baseType: !28, size: 32, offset: 32)
!220 = !DIDerivedType(tag: DW_TAG_member, name: "overflow_arg_area", scope: !216, file: !3, line: 138, baseType: !15, size: 64, offset: 64)
!221 = !DIDerivedType(tag: DW_TAG_member, name: "reg_save_area", scope: !216, file: !3, line: 138, baseType: !15, size: 64, offset: 128)
!222 = !{!223}
!223 = !DISubrange(count: 1)
!224 = !DILocalVariable(name: "sum", scope: !208, file: !3, line: 139, type: !6)
!225 = distinct !DIAssignID()
!226 = !DILocation(line: 0, scope: !208)
!227 = !DILocation(line: 138, column: 2, scope: !208)
!228 = !DILocation(line: 141, column: 2, scope: !208)
!229 = !DILocation(line: 142, column: 2, scope: !208)
!230 = !DILocation(line: 142, column: 10, scope: !208)
!231 = !DILocation(line: 143, column: 10, scope: !208)
!232 = distinct !DIAssignID()
!233 = distinct !DIAssignID()
!234 = !DILocation(line: 143, column: 7, scope: !208)
!235 = distinct !{!235, !229, !236, !237, !238}
!236 = !DILocation(line: 143, column: 36, scope: !208)
!237 = !{!"llvm.loop.mustprogress"}
!238 = !{!"llvm.loop.unroll.disable"}
!239 = !DILocation(line: 144, column: 2, scope: !208)
!240 = !DILocation(line: 146, column: 1, scope: !208)
!241 = !DILocation(line: 145, column: 2, scope: !208)
!242 = !DILocation(line: 0, scope: !2)
!243 = !DILocation(line: 152, column: 17, scope: !2)
!244 = !DILocation(line: 152, column: 8, scope: !2)
!245 = !DILocation(line: 155, column: 1, scope: !2)
!246 = !DILocation(line: 156, column: 2, scope: !2)
!247 = !DILocation(line: 157, column: 1, scope: !2)
!248 = distinct !DISubprogram(name: "init_driver", scope: !3, file: !3, line: 159, type: !249, scopeLine: 160, flags: DIFlagPrototyped | DIFlagAllCallsDescribed, spFlags: DISPFlagDefinition | DISPFlagOptimized, unit: !7, retainedNodes: !251)
!249 = !DISubroutineType(types: !250)
!250 = !{!6}
!251 = !{!252, !253}
!252 = !DILocalVariable(name: "copy", scope: !248, file: !3, line: 161, type: !20)
!253 = !DILocalVariable(name: "r", scope: !248, file: !3, line: 162, type: !24)
!254 = distinct !DIAssignID()
!255 = !DILocation(line: 0, scope: !248)
!256 = distinct !DIAssignID()
!257 = !DILocation(line: 161, column: 20, scope: !248)
!258 = !DILocalVariable(name: "big", arg: 2, scope: !259, file: !3, line: 103, type: !20)
!259 = distinct !DISubprogram(name: "pass", scope: !3, file: !3, line: 103, type: !260, scopeLine: 104, flags: DIFlagPrototyped | DIFlagAllCallsDescribed, spFlags: DISPFlagLocalToUnit | DISPFlagDefinition | DISPFlagOptimized, unit: !7, retainedNodes: !262)
!260 = !DISubroutineType(types: !261)
!261 = !{!24, !24, !20}
!262 = !{!263, !258}
!263 = !DILocalVariable(name: "by", arg: 1, scope: !259, file: !3, line: 103, type: !24)
!264 = !DILocation(line: 0, scope: !259, inlinedAt: !265)
!265 = distinct !DILocation(line: 162, column: 17, scope: !248)
!266 = distinct !DIAssignID()
!267 = distinct !DIAssignID()
!268 = !DILocation(line: 162, column: 17, scope: !248)
!269 = !DILocation(line: 105, column: 7, scope: !259, inlinedAt: !265)
!270 = !DILocation(line: 164, column: 20, scope: !248)
!271 = !DILocalVariable(name: "work", arg: 1, scope: !272, file: !3, line: 78, type: !48)
!272 = distinct !DISubprogram(name: "work_fn", scope: !3, file: !3, line: 78, type: !46, scopeLine: 79, flags: DIFlagPrototyped | DIFlagAllCallsDescribed, spFlags: DISPFlagLocalToUnit | DISPFlagDefinition | DISPFlagOptimized, unit: !7, retainedNodes: !273)
!273 = !{!271, !274, !275}
!274 = !DILocalVariable(name: "dev", scope: !272, file: !3, line: 80, type: !19)
!275 = !DILocalVariable(name: "__mptr", scope: !276, file: !3, line: 80, type: !15)
!276 = distinct !DILexicalBlock(scope: !272, file: !3, line: 80, column: 20)
!277 = !DILocation(line: 0, scope: !272, inlinedAt: !278)
!278 = distinct !DILocation(line: 165, column: 2, scope: !248)
!279 = !DILocalVariable(name: "dev", arg: 1, scope: !280, file: !3, line: 73, type: !19)
!280 = distinct !DISubprogram(name: "set_x", scope: !3, file: !3, line: 73, type: !281, scopeLine: 74, flags: DIFlagPrototyped | DIFlagAllCallsDescribed, spFlags: DISPFlagLocalToUnit | DISPFlagDefinition | DISPFlagOptimized, unit: !7, retainedNodes: !283)
!281 = !DISubroutineType(types: !282)
!282 = !{null, !19, !27}
!283 = !{!279, !284}
!284 = !DILocalVariable(name: "x", arg: 2, scope: !280, file: !3, line: 73, type: !27)
!285 = !DILocation(line: 0, scope: !280, inlinedAt: !286)
!286 = distinct !DILocation(line: 82, column: 2, scope: !272, inlinedAt: !278)
!287 = !DILocation(line: 75, column: 17, scope: !280, inlinedAt: !286)
!288 = !DILocation(line: 83, column: 24, scope: !272, inlinedAt: !278)
!289 = !DILocation(line: 84, column: 28, scope: !272, inlinedAt: !278)
!290 = !DILocation(line: 84, column: 36, scope: !272, inlinedAt: !278)
!291 = !DILocation(line: 84, column: 2, scope: !272, inlinedAt: !278)
!292 = !DILocation(line: 166, column: 6, scope: !248)
!293 = !DILocation(line: 166, column: 2, scope: !248)
!294 = !DILocation(line: 167, column: 2, scope: !248)
!295 = !DILocation(line: 0, scope: !272)
!296 = !DILocation(line: 0, scope: !280, inlinedAt: !297)
!297 = distinct !DILocation(line: 82, column: 2, scope: !272)
!298 = !DILocation(line: 75, column: 15, scope: !280, inlinedAt: !297)
!299 = !DILocation(line: 75, column: 17, scope: !280, inlinedAt: !297)
!300 = !DILocation(line: 83, column: 2, scope: !272)
!301 = !DILocation(line: 83, column: 24, scope: !272)
!302 = !DILocation(line: 84, column: 28, scope: !272)
!303 = !DILocation(line: 84, column: 36, scope: !272)
!304 = !DILocation(line: 84, column: 2, scope: !272)
!305 = !DILocation(line: 85, column: 1, scope: !272)
!306 = !DISubprogram(name: "get_opaque", scope: !3, file: !3, line: 59, type: !307, flags: DIFlagPrototyped, spFlags: DISPFlagOptimized)
!307 = !DISubroutineType(types: !308)
!308 = !{!309}
!309 = !DIDerivedType(tag: DW_TAG_pointer_type, baseType: !310, size: 64)
!310 = !DICompositeType(tag: DW_TAG_structure_type, name: "opaque", file: !3, line: 56, flags: DIFlagFwdDecl)
!311 = distinct !DISubprogram(name: "exit_driver", scope: !3, file: !3, line: 171, type: !312, scopeLine: 172, flags: DIFlagPrototyped | DIFlagAllCallsDescribed, spFlags: DISPFlagDefinition | DISPFlagOptimized, unit: !7, retainedNodes: !314)
!312 = !DISubroutineType(types: !313)
!313 = !{null}
!314 = !{!315}
!315 = !DILocalVariable(name: "i", scope: !311, file: !3, line: 173, type: !6)
!316 = !DILocation(line: 0, scope: !311)
!317 = !DILocation(line: 175, column: 2, scope: !318)
!318 = distinct !DILexicalBlock(scope: !311, file: !3, line: 175, column: 2)
!319 = !DILocation(line: 176, column: 3, scope: !320)
!320 = distinct !DILexicalBlock(scope: !318, file: !3, line: 175, column: 2)
!321 = !DILocation(line: 176, column: 21, scope: !320)
!322 = !DILocation(line: 175, column: 22, scope: !320)
!323 = !DILocation(line: 175, column: 16, scope: !320)
!324 = distinct !{!324, !317, !325, !237, !238}
!325 = !DILocation(line: 176, column: 23, scope: !318)
!326 = !DILocation(line: 177, column: 2, scope: !311)
!327 = !DILocation(line: 178, column: 1, scope: !311)
!328 = distinct !DISubprogram(name: "op", scope: !3, file: !3, line: 87, type: !89, scopeLine: 88, flags: DIFlagPrototyped | DIFlagAllCallsDescribed, spFlags: DISPFlagLocalToUnit | DISPFlagDefinition | DISPFlagOptimized, unit: !7, retainedNodes: !329)
!329 = !{!330, !331}
!330 = !DILocalVariable(name: "dev", arg: 1, scope: !328, file: !3, line: 87, type: !19)
!331 = !DILocalVariable(name: "arg", arg: 2, scope: !328, file: !3, line: 87, type: !6)
!332 = !DILocation(line: 0, scope: !328)
!333 = !DILocation(line: 89, column: 2, scope: !328)
!334 = !DILocation(line: 91, column: 10, scope: !335)
!335 = distinct !DILexicalBlock(scope: !328, file: !3, line: 89, column: 15)
!336 = !DILocation(line: 91, column: 3, scope: !335)
!337 = !DILocation(line: 93, column: 8, scope: !335)
!338 = !DILocation(line: 93, column: 11, scope: !335)
!339 = !DILocation(line: 94, column: 3, scope: !335)
!340 = !DILocation(line: 98, column: 8, scope: !335)
!341 = !DILocation(line: 98, column: 13, scope: !335)
!342 = !DILocation(line: 99, column: 2, scope: !335)
!343 = !DILocation(line: 100, column: 14, scope: !328)
!344 = !DILocation(line: 100, column: 22, scope: !328)
!345 = !DILocation(line: 100, column: 9, scope: !328)
!346 = !DILocation(line: 100, column: 40, scope: !328)
!347 = !DILocation(line: 100, column: 37, scope: !328)
!348 = !DILocation(line: 100, column: 2, scope: !328)
!349 = !DILocation(line: 101, column: 1, scope: !328)
!350 = !DISubprogram(name: "_printk", scope: !3, file: !3, line: 58, type: !351, flags: DIFlagPrototyped, spFlags: DISPFlagOptimized)
!351 = !DISubroutineType(types: !352)
!352 = !{!6, !76, null}
