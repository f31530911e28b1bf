; ModuleID = 'driver.7c4fcc6615958969-cgu.0'
source_filename = "driver.7c4fcc6615958969-cgu.0"
target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
target triple = "x86_64-unknown-linux-gnu"

@alloc_929e9b2e7b7429614ca4fc017efff666 = private unnamed_addr constant [41 x i8] c"there is no such thing as a relaxed fence", align 1
@alloc_e17502e153481471943c37e20438384b = private unnamed_addr constant [80 x i8] c"/rustc/59807616e1fa2540724bfbac14d7976d7e4a3860/library/core/src/sync/atomic.rs\00", align 1
@alloc_ea5b21d5fc560c6358071a0315535da4 = private unnamed_addr constant <{ ptr, [16 x i8] }> <{ ptr @alloc_e17502e153481471943c37e20438384b, [16 x i8] c"O\00\00\00\00\00\00\00\19\11\00\00\18\00\00\00" }>, align 8
@alloc_5a43f8d94dd4505c1dba43832ce73af8 = private unnamed_addr constant [52 x i8] c"there is no such thing as a release failure ordering", align 1
@alloc_9358981a0abd66965a2745829d6abd34 = private unnamed_addr constant <{ ptr, [16 x i8] }> <{ ptr @alloc_e17502e153481471943c37e20438384b, [16 x i8] c"O\00\00\00\00\00\00\00\AB\0F\00\00\1D\00\00\00" }>, align 8
@alloc_7adef5546d83b439c7829602020737c6 = private unnamed_addr constant [61 x i8] c"there is no such thing as an acquire-release failure ordering", align 1
@alloc_5d2b33ea973198a6afb110fdf3882ee7 = private unnamed_addr constant <{ ptr, [16 x i8] }> <{ ptr @alloc_e17502e153481471943c37e20438384b, [16 x i8] c"O\00\00\00\00\00\00\00\AA\0F\00\00\1C\00\00\00" }>, align 8
@alloc_aa92e5ca018d4550336d2f3992e66b0d = private unnamed_addr constant [10 x i8] c"driver.rs\00", align 1
@alloc_bf99c99afe3360b2c11fcbf75e222a41 = private unnamed_addr constant <{ ptr, [16 x i8] }> <{ ptr @alloc_aa92e5ca018d4550336d2f3992e66b0d, [16 x i8] c"\09\00\00\00\00\00\00\00\0E\00\00\00\16\00\00\00" }>, align 8
@vtable.0 = private constant <{ [24 x i8], ptr }> <{ [24 x i8] c"\00\00\00\00\00\00\00\00\08\00\00\00\00\00\00\00\04\00\00\00\00\00\00\00", ptr @"_ZN51_$LT$driver..lock..Lock$u20$as$u20$driver..Work$GT$3run17h9032917c7397826aE" }>, align 8, !dbg !0

; <core::sync::atomic::AtomicU32>::compare_exchange
; Function Attrs: inlinehint nounwind nonlazybind uwtable
define internal { i32, i32 } @_RNvMs1b_NtNtCsgEmfK2I1SDS_4core4sync6atomicNtB6_9AtomicU3216compare_exchange(ptr noundef nonnull align 4 %self, i32 noundef %current, i32 noundef %new, i8 noundef range(i8 0, 5) %success, i8 noundef range(i8 0, 5) %failure) unnamed_addr #0 !dbg !43 {
start:
  %failure.dbg.spill = alloca [1 x i8], align 1
  %success.dbg.spill = alloca [1 x i8], align 1
  %new.dbg.spill = alloca [4 x i8], align 4
  %current.dbg.spill = alloca [4 x i8], align 4
  %self.dbg.spill = alloca [8 x i8], align 8
  store ptr %self, ptr %self.dbg.spill, align 8
    #dbg_declare(ptr %self.dbg.spill, !75, !DIExpression(), !80)
  store i32 %current, ptr %current.dbg.spill, align 4
    #dbg_declare(ptr %current.dbg.spill, !76, !DIExpression(), !81)
  store i32 %new, ptr %new.dbg.spill, align 4
    #dbg_declare(ptr %new.dbg.spill, !77, !DIExpression(), !82)
  store i8 %success, ptr %success.dbg.spill, align 1
    #dbg_declare(ptr %success.dbg.spill, !78, !DIExpression(), !83)
  store i8 %failure, ptr %failure.dbg.spill, align 1
    #dbg_declare(ptr %failure.dbg.spill, !79, !DIExpression(), !84)
    #dbg_value(ptr %self, !85, !DIExpression(), !94)
; call core::sync::atomic::atomic_compare_exchange
  %0 = call { i32, i32 } @_ZN4core4sync6atomic23atomic_compare_exchange17h663e5696143313ffE(ptr noundef %self, i32 noundef %current, i32 noundef %new, i8 noundef %success, i8 noundef %failure) #10, !dbg !96
  %_0.0 = extractvalue { i32, i32 } %0, 0, !dbg !96
  %_0.1 = extractvalue { i32, i32 } %0, 1, !dbg !96
  %1 = insertvalue { i32, i32 } poison, i32 %_0.0, 0, !dbg !97
  %2 = insertvalue { i32, i32 } %1, i32 %_0.1, 1, !dbg !97
  ret { i32, i32 } %2, !dbg !97
}

; <u32>::wrapping_mul
; Function Attrs: alwaysinline nounwind nonlazybind uwtable
define internal noundef i32 @_RNvMs6_NtCsgEmfK2I1SDS_4core3numm12wrapping_mul(i32 noundef %self, i32 noundef %rhs) unnamed_addr #1 !dbg !98 {
start:
  %rhs.dbg.spill = alloca [4 x i8], align 4
  %self.dbg.spill = alloca [4 x i8], align 4
  store i32 %self, ptr %self.dbg.spill, align 4
    #dbg_declare(ptr %self.dbg.spill, !105, !DIExpression(), !107)
  store i32 %rhs, ptr %rhs.dbg.spill, align 4
    #dbg_declare(ptr %rhs.dbg.spill, !106, !DIExpression(), !108)
  %_0 = mul i32 %self, %rhs, !dbg !109
  ret i32 %_0, !dbg !110
}

; core::sync::atomic::fence
; Function Attrs: inlinehint nounwind nonlazybind uwtable
define internal void @_RNvNtNtCsgEmfK2I1SDS_4core4sync6atomic5fence(i8 noundef range(i8 0, 5) %order) unnamed_addr #0 !dbg !111 {
start:
  %s.dbg.spill = alloca [16 x i8], align 8
  %order.dbg.spill = alloca [1 x i8], align 1
  store i8 %order, ptr %order.dbg.spill, align 1
    #dbg_declare(ptr %order.dbg.spill, !115, !DIExpression(), !116)
  %_2 = zext i8 %order to i64, !dbg !117
  switch i64 %_2, label %bb1 [
    i64 0, label %bb2
    i64 1, label %bb5
    i64 2, label %bb6
    i64 3, label %bb4
    i64 4, label %bb3
  ], !dbg !118, !prof !119

bb1:                                              ; preds = %start
  unreachable, !dbg !117

bb2:                                              ; preds = %start
  store ptr @alloc_929e9b2e7b7429614ca4fc017efff666, ptr %s.dbg.spill, align 8, !dbg !120
  %0 = getelementptr inbounds i8, ptr %s.dbg.spill, i64 8, !dbg !120
  store i64 41, ptr %0, align 8, !dbg !120
    #dbg_declare(ptr %s.dbg.spill, !121, !DIExpression(), !222)
    #dbg_declare(ptr %s.dbg.spill, !223, !DIExpression(), !231)
    #dbg_declare(ptr %s.dbg.spill, !233, !DIExpression(), !238)
    #dbg_declare(ptr %s.dbg.spill, !240, !DIExpression(), !249)
  call void @llvm.assume(i1 true), !dbg !251
  %1 = icmp ne ptr inttoptr (i64 83 to ptr), null, !dbg !252
  call void @llvm.assume(i1 %1), !dbg !252
; call core::panicking::panic_fmt
  call void @_RNvNtCsgEmfK2I1SDS_4core9panicking9panic_fmt(ptr noundef nonnull @alloc_929e9b2e7b7429614ca4fc017efff666, ptr noundef nonnull inttoptr (i64 83 to ptr), ptr noalias noundef readonly align 8 captures(address, read_provenance) dereferenceable(24) @alloc_ea5b21d5fc560c6358071a0315535da4) #11, !dbg !120
  unreachable, !dbg !120

bb5:                                              ; preds = %start
  fence release, !dbg !253
  br label %bb7, !dbg !253

bb6:                                              ; preds = %start
  fence acquire, !dbg !254
  br label %bb7, !dbg !254

bb4:                                              ; preds = %start
  fence acq_rel, !dbg !255
  br label %bb7, !dbg !255

bb3:                                              ; preds = %start
  fence seq_cst, !dbg !256
  br label %bb7, !dbg !256

bb7:                                              ; preds = %bb3, %bb4, %bb6, %bb5
  ret void, !dbg !257
}

; core::sync::atomic::atomic_compare_exchange
; Function Attrs: inlinehint nounwind nonlazybind uwtable
define internal { i32, i32 } @_ZN4core4sync6atomic23atomic_compare_exchange17h663e5696143313ffE(ptr noundef %dst, i32 noundef %old, i32 noundef %new, i8 noundef range(i8 0, 5) %success, i8 noundef range(i8 0, 5) %failure) unnamed_addr #0 !dbg !258 {
start:
  %s.dbg.spill1 = alloca [16 x i8], align 8
  %s.dbg.spill = alloca [16 x i8], align 8
  %ok.dbg.spill = alloca [1 x i8], align 1
  %val.dbg.spill = alloca [4 x i8], align 4
  %failure.dbg.spill = alloca [1 x i8], align 1
  %success.dbg.spill = alloca [1 x i8], align 1
  %new.dbg.spill = alloca [4 x i8], align 4
  %old.dbg.spill = alloca [4 x i8], align 4
  %dst.dbg.spill = alloca [8 x i8], align 8
  %_8 = alloca [8 x i8], align 4
  %_0 = alloca [8 x i8], align 4
  store ptr %dst, ptr %dst.dbg.spill, align 8
    #dbg_declare(ptr %dst.dbg.spill, !262, !DIExpression(), !271)
  store i32 %old, ptr %old.dbg.spill, align 4
    #dbg_declare(ptr %old.dbg.spill, !263, !DIExpression(), !272)
  store i32 %new, ptr %new.dbg.spill, align 4
    #dbg_declare(ptr %new.dbg.spill, !264, !DIExpression(), !273)
  store i8 %success, ptr %success.dbg.spill, align 1
    #dbg_declare(ptr %success.dbg.spill, !265, !DIExpression(), !274)
  store i8 %failure, ptr %failure.dbg.spill, align 1
    #dbg_declare(ptr %failure.dbg.spill, !266, !DIExpression(), !275)
  call void @llvm.lifetime.start.p0(ptr %_8), !dbg !276
  %_14 = zext i8 %success to i64, !dbg !277
  switch i64 %_14, label %bb7 [
    i64 0, label %bb2
    i64 1, label %bb4
    i64 2, label %bb3
    i64 3, label %bb5
    i64 4, label %bb6
  ], !dbg !278

bb7:                                              ; preds = %bb1, %start
  unreachable, !dbg !277

bb2:                                              ; preds = %start
  %_9 = zext i8 %failure to i64, !dbg !277
  switch i64 %_9, label %bb1 [
    i64 0, label %bb24
    i64 2, label %bb23
    i64 4, label %bb22
  ], !dbg !278, !prof !279

bb4:                                              ; preds = %start
  %_11 = zext i8 %failure to i64, !dbg !277
  switch i64 %_11, label %bb1 [
    i64 0, label %bb18
    i64 2, label %bb17
    i64 4, label %bb16
  ], !dbg !278, !prof !279

bb3:                                              ; preds = %start
  %_10 = zext i8 %failure to i64, !dbg !277
  switch i64 %_10, label %bb1 [
    i64 0, label %bb21
    i64 2, label %bb20
    i64 4, label %bb19
  ], !dbg !278, !prof !279

bb5:                                              ; preds = %start
  %_12 = zext i8 %failure to i64, !dbg !277
  switch i64 %_12, label %bb1 [
    i64 0, label %bb15
    i64 2, label %bb14
    i64 4, label %bb13
  ], !dbg !278, !prof !279

bb6:                                              ; preds = %start
  %_13 = zext i8 %failure to i64, !dbg !277
  switch i64 %_13, label %bb1 [
    i64 0, label %bb12
    i64 2, label %bb11
    i64 4, label %bb10
  ], !dbg !278, !prof !279

bb1:                                              ; preds = %bb6, %bb5, %bb3, %bb4, %bb2
  %_15 = zext i8 %failure to i64, !dbg !277
  switch i64 %_15, label %bb7 [
    i64 1, label %bb8
    i64 3, label %bb9
  ], !dbg !278

bb24:                                             ; preds = %bb2
  %0 = cmpxchg ptr %dst, i32 %old, i32 %new monotonic monotonic, align 4, !dbg !280
  %1 = extractvalue { i32, i1 } %0, 0, !dbg !280
  %2 = extractvalue { i32, i1 } %0, 1, !dbg !280
  %3 = zext i1 %2 to i8, !dbg !280
  store i32 %1, ptr %_8, align 4, !dbg !280
  %4 = getelementptr inbounds i8, ptr %_8, i64 4, !dbg !280
  store i8 %3, ptr %4, align 4, !dbg !280
  br label %bb25, !dbg !280

bb23:                                             ; preds = %bb2
  %5 = cmpxchg ptr %dst, i32 %old, i32 %new monotonic acquire, align 4, !dbg !281
  %6 = extractvalue { i32, i1 } %5, 0, !dbg !281
  %7 = extractvalue { i32, i1 } %5, 1, !dbg !281
  %8 = zext i1 %7 to i8, !dbg !281
  store i32 %6, ptr %_8, align 4, !dbg !281
  %9 = getelementptr inbounds i8, ptr %_8, i64 4, !dbg !281
  store i8 %8, ptr %9, align 4, !dbg !281
  br label %bb25, !dbg !281

bb22:                                             ; preds = %bb2
  %10 = cmpxchg ptr %dst, i32 %old, i32 %new monotonic seq_cst, align 4, !dbg !282
  %11 = extractvalue { i32, i1 } %10, 0, !dbg !282
  %12 = extractvalue { i32, i1 } %10, 1, !dbg !282
  %13 = zext i1 %12 to i8, !dbg !282
  store i32 %11, ptr %_8, align 4, !dbg !282
  %14 = getelementptr inbounds i8, ptr %_8, i64 4, !dbg !282
  store i8 %13, ptr %14, align 4, !dbg !282
  br label %bb25, !dbg !282

bb25:                                             ; preds = %bb10, %bb11, %bb12, %bb13, %bb14, %bb15, %bb19, %bb20, %bb21, %bb16, %bb17, %bb18, %bb22, %bb23, %bb24
  %val = load i32, ptr %_8, align 4, !dbg !283, !noundef !23
  store i32 %val, ptr %val.dbg.spill, align 4, !dbg !283
    #dbg_declare(ptr %val.dbg.spill, !267, !DIExpression(), !284)
  %15 = getelementptr inbounds i8, ptr %_8, i64 4, !dbg !285
  %16 = load i8, ptr %15, align 4, !dbg !285, !range !286, !noundef !23
  %ok = trunc nuw i8 %16 to i1, !dbg !285
  %17 = zext i1 %ok to i8, !dbg !285
  store i8 %17, ptr %ok.dbg.spill, align 1, !dbg !285
    #dbg_declare(ptr %ok.dbg.spill, !269, !DIExpression(), !287)
  call void @llvm.lifetime.end.p0(ptr %_8), !dbg !288
  br i1 %ok, label %bb26, label %bb27, !dbg !289

bb18:                                             ; preds = %bb4
  %18 = cmpxchg ptr %dst, i32 %old, i32 %new release monotonic, align 4, !dbg !290
  %19 = extractvalue { i32, i1 } %18, 0, !dbg !290
  %20 = extractvalue { i32, i1 } %18, 1, !dbg !290
  %21 = zext i1 %20 to i8, !dbg !290
  store i32 %19, ptr %_8, align 4, !dbg !290
  %22 = getelementptr inbounds i8, ptr %_8, i64 4, !dbg !290
  store i8 %21, ptr %22, align 4, !dbg !290
  br label %bb25, !dbg !290

bb17:                                             ; preds = %bb4
  %23 = cmpxchg ptr %dst, i32 %old, i32 %new release acquire, align 4, !dbg !291
  %24 = extractvalue { i32, i1 } %23, 0, !dbg !291
  %25 = extractvalue { i32, i1 } %23, 1, !dbg !291
  %26 = zext i1 %25 to i8, !dbg !291
  store i32 %24, ptr %_8, align 4, !dbg !291
  %27 = getelementptr inbounds i8, ptr %_8, i64 4, !dbg !291
  store i8 %26, ptr %27, align 4, !dbg !291
  br label %bb25, !dbg !291

bb16:                                             ; preds = %bb4
  %28 = cmpxchg ptr %dst, i32 %old, i32 %new release seq_cst, align 4, !dbg !292
  %29 = extractvalue { i32, i1 } %28, 0, !dbg !292
  %30 = extractvalue { i32, i1 } %28, 1, !dbg !292
  %31 = zext i1 %30 to i8, !dbg !292
  store i32 %29, ptr %_8, align 4, !dbg !292
  %32 = getelementptr inbounds i8, ptr %_8, i64 4, !dbg !292
  store i8 %31, ptr %32, align 4, !dbg !292
  br label %bb25, !dbg !292

bb21:                                             ; preds = %bb3
  %33 = cmpxchg ptr %dst, i32 %old, i32 %new acquire monotonic, align 4, !dbg !293
  %34 = extractvalue { i32, i1 } %33, 0, !dbg !293
  %35 = extractvalue { i32, i1 } %33, 1, !dbg !293
  %36 = zext i1 %35 to i8, !dbg !293
  store i32 %34, ptr %_8, align 4, !dbg !293
  %37 = getelementptr inbounds i8, ptr %_8, i64 4, !dbg !293
  store i8 %36, ptr %37, align 4, !dbg !293
  br label %bb25, !dbg !293

bb20:                                             ; preds = %bb3
  %38 = cmpxchg ptr %dst, i32 %old, i32 %new acquire acquire, align 4, !dbg !294
  %39 = extractvalue { i32, i1 } %38, 0, !dbg !294
  %40 = extractvalue { i32, i1 } %38, 1, !dbg !294
  %41 = zext i1 %40 to i8, !dbg !294
  store i32 %39, ptr %_8, align 4, !dbg !294
  %42 = getelementptr inbounds i8, ptr %_8, i64 4, !dbg !294
  store i8 %41, ptr %42, align 4, !dbg !294
  br label %bb25, !dbg !294

bb19:                                             ; preds = %bb3
  %43 = cmpxchg ptr %dst, i32 %old, i32 %new acquire seq_cst, align 4, !dbg !295
  %44 = extractvalue { i32, i1 } %43, 0, !dbg !295
  %45 = extractvalue { i32, i1 } %43, 1, !dbg !295
  %46 = zext i1 %45 to i8, !dbg !295
  store i32 %44, ptr %_8, align 4, !dbg !295
  %47 = getelementptr inbounds i8, ptr %_8, i64 4, !dbg !295
  store i8 %46, ptr %47, align 4, !dbg !295
  br label %bb25, !dbg !295

bb15:                                             ; preds = %bb5
  %48 = cmpxchg ptr %dst, i32 %old, i32 %new acq_rel monotonic, align 4, !dbg !296
  %49 = extractvalue { i32, i1 } %48, 0, !dbg !296
  %50 = extractvalue { i32, i1 } %48, 1, !dbg !296
  %51 = zext i1 %50 to i8, !dbg !296
  store i32 %49, ptr %_8, align 4, !dbg !296
  %52 = getelementptr inbounds i8, ptr %_8, i64 4, !dbg !296
  store i8 %51, ptr %52, align 4, !dbg !296
  br label %bb25, !dbg !296

bb14:                                             ; preds = %bb5
  %53 = cmpxchg ptr %dst, i32 %old, i32 %new acq_rel acquire, align 4, !dbg !297
  %54 = extractvalue { i32, i1 } %53, 0, !dbg !297
  %55 = extractvalue { i32, i1 } %53, 1, !dbg !297
  %56 = zext i1 %55 to i8, !dbg !297
  store i32 %54, ptr %_8, align 4, !dbg !297
  %57 = getelementptr inbounds i8, ptr %_8, i64 4, !dbg !297
  store i8 %56, ptr %57, align 4, !dbg !297
  br label %bb25, !dbg !297

bb13:                                             ; preds = %bb5
  %58 = cmpxchg ptr %dst, i32 %old, i32 %new acq_rel seq_cst, align 4, !dbg !298
  %59 = extractvalue { i32, i1 } %58, 0, !dbg !298
  %60 = extractvalue { i32, i1 } %58, 1, !dbg !298
  %61 = zext i1 %60 to i8, !dbg !298
  store i32 %59, ptr %_8, align 4, !dbg !298
  %62 = getelementptr inbounds i8, ptr %_8, i64 4, !dbg !298
  store i8 %61, ptr %62, align 4, !dbg !298
  br label %bb25, !dbg !298

bb12:                                             ; preds = %bb6
  %63 = cmpxchg ptr %dst, i32 %old, i32 %new seq_cst monotonic, align 4, !dbg !299
  %64 = extractvalue { i32, i1 } %63, 0, !dbg !299
  %65 = extractvalue { i32, i1 } %63, 1, !dbg !299
  %66 = zext i1 %65 to i8, !dbg !299
  store i32 %64, ptr %_8, align 4, !dbg !299
  %67 = getelementptr inbounds i8, ptr %_8, i64 4, !dbg !299
  store i8 %66, ptr %67, align 4, !dbg !299
  br label %bb25, !dbg !299

bb11:                                             ; preds = %bb6
  %68 = cmpxchg ptr %dst, i32 %old, i32 %new seq_cst acquire, align 4, !dbg !300
  %69 = extractvalue { i32, i1 } %68, 0, !dbg !300
  %70 = extractvalue { i32, i1 } %68, 1, !dbg !300
  %71 = zext i1 %70 to i8, !dbg !300
  store i32 %69, ptr %_8, align 4, !dbg !300
  %72 = getelementptr inbounds i8, ptr %_8, i64 4, !dbg !300
  store i8 %71, ptr %72, align 4, !dbg !300
  br label %bb25, !dbg !300

bb10:                                             ; preds = %bb6
  %73 = cmpxchg ptr %dst, i32 %old, i32 %new seq_cst seq_cst, align 4, !dbg !301
  %74 = extractvalue { i32, i1 } %73, 0, !dbg !301
  %75 = extractvalue { i32, i1 } %73, 1, !dbg !301
  %76 = zext i1 %75 to i8, !dbg !301
  store i32 %74, ptr %_8, align 4, !dbg !301
  %77 = getelementptr inbounds i8, ptr %_8, i64 4, !dbg !301
  store i8 %76, ptr %77, align 4, !dbg !301
  br label %bb25, !dbg !301

bb27:                                             ; preds = %bb25
  %78 = getelementptr inbounds i8, ptr %_0, i64 4, !dbg !302
  store i32 %val, ptr %78, align 4, !dbg !302
  store i32 1, ptr %_0, align 4, !dbg !302
  br label %bb28, !dbg !303

bb26:                                             ; preds = %bb25
  %79 = getelementptr inbounds i8, ptr %_0, i64 4, !dbg !304
  store i32 %val, ptr %79, align 4, !dbg !304
  store i32 0, ptr %_0, align 4, !dbg !304
  br label %bb28, !dbg !303

bb28:                                             ; preds = %bb26, %bb27
  %80 = load i32, ptr %_0, align 4, !dbg !305, !range !306, !noundef !23
  %81 = getelementptr inbounds i8, ptr %_0, i64 4, !dbg !305
  %82 = load i32, ptr %81, align 4, !dbg !305, !noundef !23
  %83 = insertvalue { i32, i32 } poison, i32 %80, 0, !dbg !305
  %84 = insertvalue { i32, i32 } %83, i32 %82, 1, !dbg !305
  ret { i32, i32 } %84, !dbg !305

bb8:                                              ; preds = %bb1
  store ptr @alloc_5a43f8d94dd4505c1dba43832ce73af8, ptr %s.dbg.spill, align 8, !dbg !307
  %85 = getelementptr inbounds i8, ptr %s.dbg.spill, i64 8, !dbg !307
  store i64 52, ptr %85, align 8, !dbg !307
    #dbg_declare(ptr %s.dbg.spill, !308, !DIExpression(), !311)
    #dbg_declare(ptr %s.dbg.spill, !312, !DIExpression(), !315)
    #dbg_declare(ptr %s.dbg.spill, !317, !DIExpression(), !320)
    #dbg_declare(ptr %s.dbg.spill, !322, !DIExpression(), !325)
  call void @llvm.assume(i1 true), !dbg !327
  %86 = icmp ne ptr inttoptr (i64 105 to ptr), null, !dbg !328
  call void @llvm.assume(i1 %86), !dbg !328
; call core::panicking::panic_fmt
  call void @_RNvNtCsgEmfK2I1SDS_4core9panicking9panic_fmt(ptr noundef nonnull @alloc_5a43f8d94dd4505c1dba43832ce73af8, ptr noundef nonnull inttoptr (i64 105 to ptr), ptr noalias noundef readonly align 8 captures(address, read_provenance) dereferenceable(24) @alloc_9358981a0abd66965a2745829d6abd34) #11, !dbg !307
  unreachable, !dbg !307

bb9:                                              ; preds = %bb1
  store ptr @alloc_7adef5546d83b439c7829602020737c6, ptr %s.dbg.spill1, align 8, !dbg !329
  %87 = getelementptr inbounds i8, ptr %s.dbg.spill1, i64 8, !dbg !329
  store i64 61, ptr %87, align 8, !dbg !329
    #dbg_declare(ptr %s.dbg.spill1, !308, !DIExpression(), !330)
    #dbg_declare(ptr %s.dbg.spill1, !312, !DIExpression(), !331)
    #dbg_declare(ptr %s.dbg.spill1, !317, !DIExpression(), !334)
    #dbg_declare(ptr %s.dbg.spill1, !322, !DIExpression(), !336)
  call void @llvm.assume(i1 true), !dbg !339
  %88 = icmp ne ptr inttoptr (i64 123 to ptr), null, !dbg !340
  call void @llvm.assume(i1 %88), !dbg !340
; call core::panicking::panic_fmt
  call void @_RNvNtCsgEmfK2I1SDS_4core9panicking9panic_fmt(ptr noundef nonnull @alloc_7adef5546d83b439c7829602020737c6, ptr noundef nonnull inttoptr (i64 123 to ptr), ptr noalias noundef readonly align 8 captures(address, read_provenance) dereferenceable(24) @alloc_5d2b33ea973198a6afb110fdf3882ee7) #11, !dbg !329
  unreachable, !dbg !329
}

; core::result::Result<T,E>::unwrap_or
; Function Attrs: inlinehint nounwind nonlazybind uwtable
define internal noundef i32 @"_ZN4core6result19Result$LT$T$C$E$GT$9unwrap_or17h88f83b2562b35ff0E"(i32 noundef range(i32 0, 2) %0, i32 noundef %1, i32 noundef %default) unnamed_addr #0 personality ptr @rust_eh_personality !dbg !341 {
start:
  %2 = alloca [16 x i8], align 8
  %default.dbg.spill = alloca [4 x i8], align 4
  %t = alloca [4 x i8], align 4
  %self = alloca [8 x i8], align 4
  store i32 %0, ptr %self, align 4
  %3 = getelementptr inbounds i8, ptr %self, i64 4
  store i32 %1, ptr %3, align 4
    #dbg_declare(ptr %t, !349, !DIExpression(), !351)
    #dbg_declare(ptr %self, !347, !DIExpression(), !352)
  store i32 %default, ptr %default.dbg.spill, align 4
    #dbg_declare(ptr %default.dbg.spill, !348, !DIExpression(), !353)
  %4 = load i32, ptr %self, align 4, !dbg !354, !range !306, !noundef !23
  %5 = getelementptr inbounds i8, ptr %self, i64 4, !dbg !354
  %6 = load i32, ptr %5, align 4, !dbg !354, !noundef !23
  %_3 = zext i32 %4 to i64, !dbg !354
  %7 = trunc nuw i64 %_3 to i1, !dbg !355
  br i1 %7, label %bb2, label %bb3, !dbg !355

bb2:                                              ; preds = %start
  store i32 %default, ptr %t, align 4, !dbg !356
  br label %bb4, !dbg !356

bb3:                                              ; preds = %start
  %8 = getelementptr inbounds i8, ptr %self, i64 4, !dbg !357
  %9 = load i32, ptr %8, align 4, !dbg !357, !noundef !23
  store i32 %9, ptr %t, align 4, !dbg !357
  br label %bb4, !dbg !358

bb4:                                              ; preds = %bb2, %bb3
  %10 = load i32, ptr %self, align 4, !dbg !358, !range !306, !noundef !23
  %11 = getelementptr inbounds i8, ptr %self, i64 4, !dbg !358
  %12 = load i32, ptr %11, align 4, !dbg !358, !noundef !23
  %_4 = zext i32 %10 to i64, !dbg !358
  %13 = trunc nuw i64 %_4 to i1, !dbg !358
  br i1 %13, label %bb8, label %bb7, !dbg !358

bb5:                                              ; No predecessors!
  %14 = load i32, ptr %self, align 4, !dbg !358, !range !306, !noundef !23
  %15 = getelementptr inbounds i8, ptr %self, i64 4, !dbg !358
  %16 = load i32, ptr %15, align 4, !dbg !358, !noundef !23
  %_5 = zext i32 %14 to i64, !dbg !358
  %17 = icmp eq i64 %_5, 0, !dbg !358
  br i1 %17, label %bb6, label %bb9, !dbg !358

bb6:                                              ; preds = %bb9, %bb5
  %18 = load ptr, ptr %2, align 8, !dbg !359, !noundef !23
  %19 = getelementptr inbounds i8, ptr %2, i64 8, !dbg !359
  %20 = load i32, ptr %19, align 8, !dbg !359, !noundef !23
  call void @llvm.lifetime.end.p0(ptr %2), !dbg !359
  %21 = insertvalue { ptr, i32 } poison, ptr %18, 0, !dbg !359
  %22 = insertvalue { ptr, i32 } %21, i32 %20, 1, !dbg !359
  resume { ptr, i32 } %22, !dbg !359

bb9:                                              ; preds = %bb5
  br label %bb6, !dbg !358

bb8:                                              ; preds = %bb4
  br label %bb7, !dbg !358

bb7:                                              ; preds = %bb8, %bb4
  %23 = load i32, ptr %t, align 4, !dbg !360, !noundef !23
  ret i32 %23, !dbg !360

bb1:                                              ; No predecessors!
  unreachable, !dbg !354
}

; <driver::lock::Lock as driver::Work>::run
; Function Attrs: nounwind nonlazybind uwtable
define noundef i32 @"_ZN51_$LT$driver..lock..Lock$u20$as$u20$driver..Work$GT$3run17h9032917c7397826aE"(ptr noalias noundef readonly align 4 captures(address, read_provenance) dereferenceable(8) %self) unnamed_addr #2 !dbg !361 {
start:
  %self.dbg.spill = alloca [8 x i8], align 8
  store ptr %self, ptr %self.dbg.spill, align 8
    #dbg_declare(ptr %self.dbg.spill, !368, !DIExpression(), !369)
; call driver::lock::Lock::take
  %_0 = call noundef i32 @_ZN6driver4lock4Lock4take17h83b7a3aded876332E(ptr noalias noundef readonly align 4 captures(address, read_provenance) dereferenceable(8) %self, i64 noundef 1) #12, !dbg !370
  ret i32 %_0, !dbg !371
}

; driver::irq::{{closure}}
; Function Attrs: inlinehint nounwind nonlazybind uwtable
define internal noundef i32 @"_ZN6driver3irq28_$u7b$$u7b$closure$u7d$$u7d$17hb3db0604dc083a1dE"(ptr noalias noundef readonly align 8 captures(address, read_provenance) dereferenceable(8) %_1, i32 noundef %x) unnamed_addr #0 !dbg !372 {
start:
  %x.dbg.spill = alloca [4 x i8], align 4
  %_1.dbg.spill = alloca [8 x i8], align 8
  store ptr %_1, ptr %_1.dbg.spill, align 8
    #dbg_declare(ptr %_1.dbg.spill, !383, !DIExpression(DW_OP_deref, DW_OP_deref), !384)
  store i32 %x, ptr %x.dbg.spill, align 4
    #dbg_declare(ptr %x.dbg.spill, !382, !DIExpression(), !385)
  %_4 = load ptr, ptr %_1, align 8, !dbg !386, !nonnull !23, !align !387, !noundef !23
  %_3 = load i32, ptr %_4, align 4, !dbg !386, !noundef !23
; call <u32>::wrapping_mul
  %_0 = call noundef i32 @_RNvMs6_NtCsgEmfK2I1SDS_4core3numm12wrapping_mul(i32 noundef %x, i32 noundef %_3) #13, !dbg !388
  ret i32 %_0, !dbg !389
}

; driver::lock::Lock::take
; Function Attrs: noinline nounwind nonlazybind uwtable
define noundef i32 @_ZN6driver4lock4Lock4take17h83b7a3aded876332E(ptr noalias noundef readonly align 4 captures(address, read_provenance) dereferenceable(8) %self, i64 noundef %n) unnamed_addr #3 !dbg !390 {
start:
  %n.dbg.spill = alloca [8 x i8], align 8
  %self.dbg.spill = alloca [8 x i8], align 8
  store ptr %self, ptr %self.dbg.spill, align 8
    #dbg_declare(ptr %self.dbg.spill, !395, !DIExpression(), !397)
  store i64 %n, ptr %n.dbg.spill, align 8
    #dbg_declare(ptr %n.dbg.spill, !396, !DIExpression(), !398)
  %_3 = load i32, ptr %self, align 4, !dbg !399, !noundef !23
  %_6 = urem i64 %n, 3, !dbg !400
  %_7 = icmp ult i64 %_6, 3, !dbg !401
  br i1 %_7, label %bb1, label %panic, !dbg !401

bb1:                                              ; preds = %start
  %0 = getelementptr inbounds i8, ptr %self, i64 4, !dbg !401
  %1 = getelementptr inbounds nuw i8, ptr %0, i64 %_6, !dbg !401
  %_5 = load i8, ptr %1, align 1, !dbg !401, !noundef !23
  %_4 = zext i8 %_5 to i32, !dbg !401
  %_0 = add i32 %_3, %_4, !dbg !399
  ret i32 %_0, !dbg !402

panic:                                            ; preds = %start
; call core::panicking::panic_bounds_check
  call void @_RNvNtCsgEmfK2I1SDS_4core9panicking18panic_bounds_check(i64 noundef %_6, i64 noundef 3, ptr noalias noundef readonly align 8 captures(address, read_provenance) dereferenceable(24) @alloc_bf99c99afe3360b2c11fcbf75e222a41) #11, !dbg !401
  unreachable, !dbg !401
}

; Function Attrs: nounwind nonlazybind uwtable
define noundef i64 @irq(i32 noundef %0, ptr noalias noundef readonly align 8 captures(address, read_provenance) dereferenceable(16) %event, ptr noundef nonnull align 4 %v) unnamed_addr #2 !dbg !403 {
start:
  %x.dbg.spill = alloca [4 x i8], align 4
  %old.dbg.spill = alloca [8 x i8], align 4
  %work.dbg.spill = alloca [16 x i8], align 8
  %v.dbg.spill = alloca [8 x i8], align 8
  %event.dbg.spill = alloca [8 x i8], align 8
  %twice = alloca [8 x i8], align 8
  %_5 = alloca [3 x i8], align 1
  %lock = alloca [8 x i8], align 4
  %q = alloca [8 x i8], align 8
  %n = alloca [4 x i8], align 4
  store i32 %0, ptr %n, align 4
    #dbg_declare(ptr %q, !446, !DIExpression(), !448)
    #dbg_declare(ptr %n, !423, !DIExpression(), !449)
  store ptr %event, ptr %event.dbg.spill, align 8
    #dbg_declare(ptr %event.dbg.spill, !424, !DIExpression(), !450)
  store ptr %v, ptr %v.dbg.spill, align 8
    #dbg_declare(ptr %v.dbg.spill, !425, !DIExpression(), !451)
    #dbg_declare(ptr %lock, !426, !DIExpression(), !452)
    #dbg_declare(ptr %twice, !440, !DIExpression(), !453)
  call void @llvm.lifetime.start.p0(ptr %lock), !dbg !454
  call void @llvm.lifetime.start.p0(ptr %_5), !dbg !455
  %1 = getelementptr inbounds nuw i8, ptr %_5, i64 0, !dbg !455
  store i8 1, ptr %1, align 1, !dbg !455
  %2 = getelementptr inbounds nuw i8, ptr %_5, i64 1, !dbg !455
  store i8 2, ptr %2, align 1, !dbg !455
  %3 = getelementptr inbounds nuw i8, ptr %_5, i64 2, !dbg !455
  store i8 3, ptr %3, align 1, !dbg !455
  %4 = load i32, ptr %n, align 4, !dbg !456, !noundef !23
  store i32 %4, ptr %lock, align 4, !dbg !456
  %5 = getelementptr inbounds i8, ptr %lock, i64 4, !dbg !456
  call void @llvm.memcpy.p0.p0.i64(ptr align 4 %5, ptr align 1 %_5, i64 3, i1 false), !dbg !456
  call void @llvm.lifetime.end.p0(ptr %_5), !dbg !457
  store ptr %lock, ptr %work.dbg.spill, align 8, !dbg !458
  %6 = getelementptr inbounds i8, ptr %work.dbg.spill, i64 8, !dbg !458
  store ptr @vtable.0, ptr %6, align 8, !dbg !458
    #dbg_declare(ptr %work.dbg.spill, !428, !DIExpression(), !459)
  call void @llvm.lifetime.start.p0(ptr %twice), !dbg !460
  store ptr %n, ptr %twice, align 8, !dbg !461
; call <core::sync::atomic::AtomicU32>::compare_exchange
  %7 = call { i32, i32 } @_RNvMs1b_NtNtCsgEmfK2I1SDS_4core4sync6atomicNtB6_9AtomicU3216compare_exchange(ptr noundef nonnull align 4 %v, i32 noundef 1, i32 noundef 2, i8 noundef 3, i8 noundef 2) #10, !dbg !462
  %old.0 = extractvalue { i32, i32 } %7, 0, !dbg !462
  %old.1 = extractvalue { i32, i32 } %7, 1, !dbg !462
  store i32 %old.0, ptr %old.dbg.spill, align 4, !dbg !462
  %8 = getelementptr inbounds i8, ptr %old.dbg.spill, i64 4, !dbg !462
  store i32 %old.1, ptr %8, align 4, !dbg !462
    #dbg_declare(ptr %old.dbg.spill, !442, !DIExpression(), !463)
; call core::sync::atomic::fence
  call void @_RNvNtNtCsgEmfK2I1SDS_4core4sync6atomic5fence(i8 noundef 2) #10, !dbg !464
  %9 = load i32, ptr %event, align 8, !dbg !465, !range !466, !noundef !23
  %_12 = zext i32 %9 to i64, !dbg !465
  switch i64 %_12, label %bb3 [
    i64 0, label %bb6
    i64 1, label %bb5
    i64 2, label %bb4
  ], !dbg !467

bb3:                                              ; preds = %start
  unreachable, !dbg !465

bb6:                                              ; preds = %start
  %10 = getelementptr inbounds i8, ptr %event, i64 4, !dbg !468
  %x = load i32, ptr %10, align 4, !dbg !468, !noundef !23
  store i32 %x, ptr %x.dbg.spill, align 4, !dbg !468
    #dbg_declare(ptr %x.dbg.spill, !444, !DIExpression(), !469)
  %_14 = zext i32 %x to i64, !dbg !470
  %11 = load ptr, ptr getelementptr inbounds (i8, ptr @vtable.0, i64 24), align 8, !dbg !471, !invariant.load !23, !nonnull !23
  %_19 = call noundef i32 %11(ptr noundef align 1 %lock) #10, !dbg !472
; call driver::irq::{{closure}}
  %_16 = call noundef i32 @"_ZN6driver3irq28_$u7b$$u7b$closure$u7d$$u7d$17hb3db0604dc083a1dE"(ptr noalias noundef readonly align 8 captures(address, read_provenance) dereferenceable(8) %twice, i32 noundef %_19) #10, !dbg !473
  %_15 = zext i32 %_16 to i64, !dbg !473
  %12 = add i64 %_14, %_15, !dbg !470
  store i64 %12, ptr %q, align 8, !dbg !470
  br label %bb11, !dbg !474

bb5:                                              ; preds = %start
  %13 = getelementptr inbounds i8, ptr %event, i64 8, !dbg !475
  %14 = load i64, ptr %13, align 8, !dbg !475, !noundef !23
  store i64 %14, ptr %q, align 8, !dbg !475
  br label %bb11, !dbg !476

bb4:                                              ; preds = %start
  %_21 = call noundef i32 @ext(i32 noundef 4) #14, !dbg !477
; call core::result::Result<T,E>::unwrap_or
  %_20 = call noundef i32 @"_ZN4core6result19Result$LT$T$C$E$GT$9unwrap_or17h88f83b2562b35ff0E"(i32 noundef %old.0, i32 noundef %old.1, i32 noundef %_21) #10, !dbg !478
  %15 = zext i32 %_20 to i64, !dbg !479
  store i64 %15, ptr %q, align 8, !dbg !479
  br label %bb11, !dbg !480

bb11:                                             ; preds = %bb4, %bb5, %bb6
  call void @llvm.lifetime.end.p0(ptr %twice), !dbg !481
  call void @llvm.lifetime.end.p0(ptr %lock), !dbg !482
  %16 = load i64, ptr %q, align 8, !dbg !483, !noundef !23
  ret i64 %16, !dbg !483
}

; Function Attrs: nocallback nofree nosync nounwind willreturn memory(inaccessiblemem: write)
declare void @llvm.assume(i1 noundef) #4

; core::panicking::panic_fmt
; Function Attrs: cold noinline noreturn nounwind nonlazybind uwtable
declare void @_RNvNtCsgEmfK2I1SDS_4core9panicking9panic_fmt(ptr noundef nonnull, ptr noundef nonnull, ptr noalias noundef readonly align 8 captures(address, read_provenance) dereferenceable(24)) unnamed_addr #5

; Function Attrs: nocallback nofree nosync nounwind willreturn memory(argmem: readwrite)
declare void @llvm.lifetime.start.p0(ptr captures(none)) #6

; Function Attrs: nocallback nofree nosync nounwind willreturn memory(argmem: readwrite)
declare void @llvm.lifetime.end.p0(ptr captures(none)) #6

; Function Attrs: nonlazybind
declare i32 @rust_eh_personality(...) unnamed_addr #7

; core::panicking::panic_bounds_check
; Function Attrs: cold minsize noinline noreturn nounwind nonlazybind optsize uwtable
declare void @_RNvNtCsgEmfK2I1SDS_4core9panicking18panic_bounds_check(i64 noundef, i64 noundef, ptr noalias noundef readonly align 8 captures(address, read_provenance) dereferenceable(24)) unnamed_addr #8

; Function Attrs: nocallback nofree nounwind willreturn memory(argmem: readwrite)
declare void @llvm.memcpy.p0.p0.i64(ptr noalias writeonly captures(none), ptr noalias readonly captures(none), i64, i1 immarg) #9

; Function Attrs: nounwind nonlazybind uwtable
declare noundef i32 @ext(i32 noundef) unnamed_addr #2

attributes #0 = { inlinehint nounwind nonlazybind uwtable "probe-stack"="inline-asm" "target-cpu"="x86-64" }
attributes #1 = { alwaysinline nounwind nonlazybind uwtable "probe-stack"="inline-asm" "target-cpu"="x86-64" }
attributes #2 = { nounwind nonlazybind uwtable "probe-stack"="inline-asm" "target-cpu"="x86-64" }
attributes #3 = { noinline nounwind nonlazybind uwtable "probe-stack"="inline-asm" "target-cpu"="x86-64" }
attributes #4 = { nocallback nofree nosync nounwind willreturn memory(inaccessiblemem: write) }
attributes #5 = { cold noinline noreturn nounwind nonlazybind uwtable "probe-stack"="inline-asm" "target-cpu"="x86-64" }
attributes #6 = { nocallback nofree nosync nounwind willreturn memory(argmem: readwrite) }
attributes #7 = { nonlazybind "target-cpu"="x86-64" }
attributes #8 = { cold minsize noinline noreturn nounwind nonlazybind optsize uwtable "probe-stack"="inline-asm" "target-cpu"="x86-64" }
attributes #9 = { nocallback nofree nounwind willreturn memory(argmem: readwrite) }
attributes #10 = { inlinehint nounwind }
attributes #11 = { noinline noreturn nounwind }
attributes #12 = { noinline nounwind }
attributes #13 = { alwaysinline nounwind }
attributes #14 = { nounwind }

!llvm.module.flags = !{!24, !25, !26, !27}
!llvm.ident = !{!28}
!llvm.dbg.cu = !{!29}

!0 = !DIGlobalVariableExpression(var: !1, expr: !DIExpression())
!1 = distinct !DIGlobalVariable(name: "<driver::lock::Lock as driver::Work>::{vtable}", scope: null, file: !2, type: !3, isLocal: true, isDefinition: true)
!2 = !DIFile(filename: "<unknown>", directory: "")
!3 = !DICompositeType(tag: DW_TAG_structure_type, name: "<driver::lock::Lock as driver::Work>::{vtable_type}", file: !2, size: 256, align: 64, flags: DIFlagArtificial, elements: !4, vtableHolder: !12, templateParams: !23, identifier: "311293c5b49bda2f968c388373d8c4f3")
!4 = !{!5, !8, !10, !11}
!5 = !DIDerivedType(tag: DW_TAG_member, name: "drop_in_place", scope: !3, file: !2, baseType: !6, size: 64, align: 64)
!6 = !DIDerivedType(tag: DW_TAG_pointer_type, name: "*const ()", baseType: !7, size: 64, align: 64, dwarfAddressSpace: 0)
!7 = !DIBasicType(name: "()", encoding: DW_ATE_unsigned)
!8 = !DIDerivedType(tag: DW_TAG_member, name: "size", scope: !3, file: !2, baseType: !9, size: 64, align: 64, offset: 64)
!9 = !DIBasicType(name: "usize", size: 64, encoding: DW_ATE_unsigned)
!10 = !DIDerivedType(tag: DW_TAG_member, name: "align", scope: !3, file: !2, baseType: !9, size: 64, align: 64, offset: 128)
!11 = !DIDerivedType(tag: DW_TAG_member, name: "__method3", scope: !3, file: !2, baseType: !6, size: 64, align: 64, offset: 192)
!12 = !DICompositeType(tag: DW_TAG_structure_type, name: "Lock", scope: !13, file: !2, size: 64, align: 32, flags: DIFlagPublic, elements: !15, templateParams: !23, identifier: "9c8ad7562f3349bd4c1182fa557c18b1")
!13 = !DINamespace(name: "lock", scope: !14)
!14 = !DINamespace(name: "driver", scope: null)
!15 = !{!16, !18}
!16 = !DIDerivedType(tag: DW_TAG_member, name: "a", scope: !12, file: !2, baseType: !17, size: 32, align: 32, flags: DIFlagPublic)
!17 = !DIBasicType(name: "u32", size: 32, encoding: DW_ATE_unsigned)
!18 = !DIDerivedType(tag: DW_TAG_member, name: "b", scope: !12, file: !2, baseType: !19, size: 24, align: 8, offset: 32, flags: DIFlagPublic)
!19 = !DICompositeType(tag: DW_TAG_array_type, baseType: !20, size: 24, align: 8, elements: !21)
!20 = !DIBasicType(name: "u8", size: 8, encoding: DW_ATE_unsigned)
!21 = !{!22}
!22 = !DISubrange(count: 3, lowerBound: 0)
!23 = !{}
!24 = !{i32 8, !"PIC Level", i32 2}
!25 = !{i32 2, !"RtLibUseGOT", i32 1}
!26 = !{i32 7, !"Dwarf Version", i32 4}
!27 = !{i32 2, !"Debug Info Version", i32 3}
!28 = !{!"rustc version 1.95.0 (59807616e 2026-04-14)"}
!29 = distinct !DICompileUnit(language: DW_LANG_Rust, file: !30, producer: "clang LLVM (rustc version 1.95.0 (59807616e 2026-04-14))", isOptimized: true, runtimeVersion: 0, emissionKind: FullDebug, enums: !31, globals: !42, splitDebugInlining: false, nameTableKind: None)
!30 = !DIFile(filename: "driver.rs/@/driver.7c4fcc6615958969-cgu.0", directory: "/src")
!31 = !{!32}
!32 = !DICompositeType(tag: DW_TAG_enumeration_type, name: "Ordering", scope: !33, file: !2, baseType: !20, size: 8, align: 8, flags: DIFlagEnumClass, elements: !36)
!33 = !DINamespace(name: "atomic", scope: !34)
!34 = !DINamespace(name: "sync", scope: !35)
!35 = !DINamespace(name: "core", scope: null)
!36 = !{!37, !38, !39, !40, !41}
!37 = !DIEnumerator(name: "Relaxed", value: 0, isUnsigned: true)
!38 = !DIEnumerator(name: "Release", value: 1, isUnsigned: true)
!39 = !DIEnumerator(name: "Acquire", value: 2, isUnsigned: true)
!40 = !DIEnumerator(name: "AcqRel", value: 3, isUnsigned: true)
!41 = !DIEnumerator(name: "SeqCst", value: 4, isUnsigned: true)
!42 = !{!0}
!43 = distinct !DISubprogram(name: "compare_exchange", linkageName: "_RNvMs1b_NtNtCsgEmfK2I1SDS_4core4sync6atomicNtB6_9AtomicU3216compare_exchange", scope: !45, file: !44, line: 3033, type: !54, scopeLine: 3033, flags: DIFlagPrototyped, spFlags: DISPFlagLocalToUnit | DISPFlagDefinition | DISPFlagOptimized, unit: !29, templateParams: !23, declaration: !73, retainedNodes: !74)
!44 = !DIFile(filename: "library/core/src/sync/atomic.rs", directory: "/rustc/59807616e1fa2540724bfbac14d7976d7e4a3860", checksumkind: CSK_MD5, checksum: "efd884d336fd52cdd46abf1cb836765b")
!45 = !DICompositeType(tag: DW_TAG_structure_type, name: "AtomicU32", scope: !33, file: !2, size: 32, align: 32, flags: DIFlagPublic, elements: !46, templateParams: !23, identifier: "c7c2c74a85904bd0c8528b4e15d5ce44")
!46 = !{!47}
!47 = !DIDerivedType(tag: DW_TAG_member, name: "v", scope: !45, file: !2, baseType: !48, size: 32, align: 32, flags: DIFlagPrivate)
!48 = !DICompositeType(tag: DW_TAG_structure_type, name: "UnsafeCell<u32>", scope: !49, file: !2, size: 32, align: 32, flags: DIFlagPublic, elements: !50, templateParams: !52, identifier: "276fcd5afdff990e3d83fbd36936145c")
!49 = !DINamespace(name: "cell", scope: !35)
!50 = !{!51}
!51 = !DIDerivedType(tag: DW_TAG_member, name: "value", scope: !48, file: !2, baseType: !17, size: 32, align: 32, flags: DIFlagPrivate)
!52 = !{!53}
!53 = !DITemplateTypeParameter(name: "T", type: !17)
!54 = !DISubroutineType(types: !55)
!55 = !{!56, !72, !17, !17, !32, !32}
!56 = !DICompositeType(tag: DW_TAG_structure_type, name: "Result<u32, u32>", scope: !57, file: !2, size: 64, align: 32, flags: DIFlagPublic, elements: !58, templateParams: !23, identifier: "8d089503111f4dbe9f42ce667232974b")
!57 = !DINamespace(name: "result", scope: !35)
!58 = !{!59}
!59 = !DICompositeType(tag: DW_TAG_variant_part, scope: !56, file: !2, size: 64, align: 32, elements: !60, templateParams: !23, identifier: "315241547373923611abd5cec3497dfb", discriminator: !71)
!60 = !{!61, !67}
!61 = !DIDerivedType(tag: DW_TAG_member, name: "Ok", scope: !59, file: !2, baseType: !62, size: 64, align: 32, extraData: i32 0)
!62 = !DICompositeType(tag: DW_TAG_structure_type, name: "Ok", scope: !56, file: !2, size: 64, align: 32, flags: DIFlagPublic, elements: !63, templateParams: !65, identifier: "f8c55f85d42c0f3788b2a95940d8c2e0")
!63 = !{!64}
!64 = !DIDerivedType(tag: DW_TAG_member, name: "__0", scope: !62, file: !2, baseType: !17, size: 32, align: 32, offset: 32, flags: DIFlagPublic)
!65 = !{!53, !66}
!66 = !DITemplateTypeParameter(name: "E", type: !17)
!67 = !DIDerivedType(tag: DW_TAG_member, name: "Err", scope: !59, file: !2, baseType: !68, size: 64, align: 32, extraData: i32 1)
!68 = !DICompositeType(tag: DW_TAG_structure_type, name: "Err", scope: !56, file: !2, size: 64, align: 32, flags: DIFlagPublic, elements: !69, templateParams: !65, identifier: "727085c661668e3d7a2869578a770c53")
!69 = !{!70}
!70 = !DIDerivedType(tag: DW_TAG_member, name: "__0", scope: !68, file: !2, baseType: !17, size: 32, align: 32, offset: 32, flags: DIFlagPublic)
!71 = !DIDerivedType(tag: DW_TAG_member, scope: !56, file: !2, baseType: !17, size: 32, align: 32, flags: DIFlagArtificial)
!72 = !DIDerivedType(tag: DW_TAG_pointer_type, name: "&core::sync::atomic::AtomicU32", baseType: !45, size: 64, align: 64, dwarfAddressSpace: 0)
!73 = !DISubprogram(name: "compare_exchange", linkageName: "_RNvMs1b_NtNtCsgEmfK2I1SDS_4core4sync6atomicNtB6_9AtomicU3216compare_exchange", scope: !45, file: !44, line: 3033, type: !54, scopeLine: 3033, flags: DIFlagPrototyped, spFlags: DISPFlagLocalToUnit | DISPFlagOptimized, templateParams: !23)
!74 = !{!75, !76, !77, !78, !79}
!75 = !DILocalVariable(name: "self", arg: 1, scope: !43, file: !44, line: 3033, type: !72)
!76 = !DILocalVariable(name: "current", arg: 2, scope: !43, file: !44, line: 3034, type: !17)
!77 = !DILocalVariable(name: "new", arg: 3, scope: !43, file: !44, line: 3035, type: !17)
!78 = !DILocalVariable(name: "success", arg: 4, scope: !43, file: !44, line: 3036, type: !32)
!79 = !DILocalVariable(name: "failure", arg: 5, scope: !43, file: !44, line: 3037, type: !32)
!80 = !DILocation(line: 3033, column: 37, scope: !43)
!81 = !DILocation(line: 3034, column: 37, scope: !43)
!82 = !DILocation(line: 3035, column: 37, scope: !43)
!83 = !DILocation(line: 3036, column: 37, scope: !43)
!84 = !DILocation(line: 3037, column: 37, scope: !43)
!85 = !DILocalVariable(name: "self", arg: 1, scope: !86, file: !87, line: 2443, type: !91)
!86 = distinct !DISubprogram(name: "get<u32>", linkageName: "_ZN4core4cell19UnsafeCell$LT$T$GT$3get17hb17a8068006cb4c4E", scope: !48, file: !87, line: 2443, type: !88, scopeLine: 2443, flags: DIFlagPrototyped, spFlags: DISPFlagLocalToUnit | DISPFlagDefinition | DISPFlagOptimized, unit: !29, templateParams: !52, declaration: !92, retainedNodes: !93)
!87 = !DIFile(filename: "library/core/src/cell.rs", directory: "/rustc/59807616e1fa2540724bfbac14d7976d7e4a3860", checksumkind: CSK_MD5, checksum: "96404e804c6faf0fea9fa631bcb8d1d2")
!88 = !DISubroutineType(types: !89)
!89 = !{!90, !91}
!90 = !DIDerivedType(tag: DW_TAG_pointer_type, name: "*mut u32", baseType: !17, size: 64, align: 64, dwarfAddressSpace: 0)
!91 = !DIDerivedType(tag: DW_TAG_pointer_type, name: "&core::cell::UnsafeCell<u32>", baseType: !48, size: 64, align: 64, dwarfAddressSpace: 0)
!92 = !DISubprogram(name: "get<u32>", linkageName: "_ZN4core4cell19UnsafeCell$LT$T$GT$3get17hb17a8068006cb4c4E", scope: !48, file: !87, line: 2443, type: !88, scopeLine: 2443, flags: DIFlagPrototyped, spFlags: DISPFlagLocalToUnit | DISPFlagOptimized, templateParams: !52)
!93 = !{!85}
!94 = !DILocation(line: 2443, column: 22, scope: !86, inlinedAt: !95)
!95 = !DILocation(line: 3039, column: 57, scope: !43)
!96 = !DILocation(line: 3039, column: 26, scope: !43)
!97 = !DILocation(line: 3040, column: 14, scope: !43)
!98 = distinct !DISubprogram(name: "wrapping_mul", linkageName: "_RNvMs6_NtCsgEmfK2I1SDS_4core3numm12wrapping_mul", scope: !100, file: !99, line: 2532, type: !102, scopeLine: 2532, flags: DIFlagPrototyped, spFlags: DISPFlagLocalToUnit | DISPFlagDefinition | DISPFlagOptimized, unit: !29, templateParams: !23, retainedNodes: !104)
!99 = !DIFile(filename: "library/core/src/num/uint_macros.rs", directory: "/rustc/59807616e1fa2540724bfbac14d7976d7e4a3860", checksumkind: CSK_MD5, checksum: "de2f29a3485fc28d710ba6c3062e6efa")
!100 = !DINamespace(name: "{impl#8}", scope: !101)
!101 = !DINamespace(name: "num", scope: !35)
!102 = !DISubroutineType(types: !103)
!103 = !{!17, !17, !17}
!104 = !{!105, !106}
!105 = !DILocalVariable(name: "self", arg: 1, scope: !98, file: !99, line: 2532, type: !17)
!106 = !DILocalVariable(name: "rhs", arg: 2, scope: !98, file: !99, line: 2532, type: !17)
!107 = !DILocation(line: 2532, column: 35, scope: !98)
!108 = !DILocation(line: 2532, column: 41, scope: !98)
!109 = !DILocation(line: 2533, column: 13, scope: !98)
!110 = !DILocation(line: 2534, column: 10, scope: !98)
!111 = distinct !DISubprogram(name: "fence", linkageName: "_RNvNtNtCsgEmfK2I1SDS_4core4sync6atomic5fence", scope: !33, file: !44, line: 4369, type: !112, scopeLine: 4369, flags: DIFlagPrototyped, spFlags: DISPFlagLocalToUnit | DISPFlagDefinition | DISPFlagOptimized, unit: !29, templateParams: !23, retainedNodes: !114)
!112 = !DISubroutineType(types: !113)
!113 = !{null, !32}
!114 = !{!115}
!115 = !DILocalVariable(name: "order", arg: 1, scope: !111, file: !44, line: 4369, type: !32)
!116 = !DILocation(line: 4369, column: 14, scope: !111)
!117 = !DILocation(line: 4372, column: 15, scope: !111)
!118 = !DILocation(line: 4372, column: 9, scope: !111)
!119 = !{!"branch_weights", i32 1, i32 1, i32 2000, i32 2000, i32 2000, i32 2000}
!120 = !DILocation(line: 4377, column: 24, scope: !111)
!121 = !DILocalVariable(name: "s", arg: 1, scope: !122, file: !123, line: 815, type: !215)
!122 = distinct !DISubprogram(name: "from_str", linkageName: "_RNvMs4_NtCsgEmfK2I1SDS_4core3fmtNtB5_9Arguments8from_str", scope: !124, file: !123, line: 815, type: !213, scopeLine: 815, flags: DIFlagPrototyped, spFlags: DISPFlagLocalToUnit | DISPFlagDefinition | DISPFlagOptimized, unit: !29, templateParams: !23, declaration: !220, retainedNodes: !221)
!123 = !DIFile(filename: "library/core/src/fmt/mod.rs", directory: "/rustc/59807616e1fa2540724bfbac14d7976d7e4a3860", checksumkind: CSK_MD5, checksum: "66c54229528687a22c80807f245fa4df")
!124 = !DICompositeType(tag: DW_TAG_structure_type, name: "Arguments", scope: !125, file: !2, size: 128, align: 64, flags: DIFlagPublic, elements: !126, templateParams: !23, identifier: "e5c67bbe046da39973c72077c7f66185")
!125 = !DINamespace(name: "fmt", scope: !35)
!126 = !{!127, !136}
!127 = !DIDerivedType(tag: DW_TAG_member, name: "template", scope: !124, file: !2, baseType: !128, size: 64, align: 64, flags: DIFlagPrivate)
!128 = !DICompositeType(tag: DW_TAG_structure_type, name: "NonNull<u8>", scope: !129, file: !2, size: 64, align: 64, flags: DIFlagPublic, elements: !131, templateParams: !134, identifier: "ff3cb4cecc4ed13dfb833309b96ea529")
!129 = !DINamespace(name: "non_null", scope: !130)
!130 = !DINamespace(name: "ptr", scope: !35)
!131 = !{!132}
!132 = !DIDerivedType(tag: DW_TAG_member, name: "pointer", scope: !128, file: !2, baseType: !133, size: 64, align: 64, flags: DIFlagPrivate)
!133 = !DIDerivedType(tag: DW_TAG_pointer_type, name: "*const u8", baseType: !20, size: 64, align: 64, dwarfAddressSpace: 0)
!134 = !{!135}
!135 = !DITemplateTypeParameter(name: "T", type: !20)
!136 = !DIDerivedType(tag: DW_TAG_member, name: "args", scope: !124, file: !2, baseType: !137, size: 64, align: 64, offset: 64, flags: DIFlagPrivate)
!137 = !DICompositeType(tag: DW_TAG_structure_type, name: "NonNull<core::fmt::rt::Argument>", scope: !129, file: !2, size: 64, align: 64, flags: DIFlagPublic, elements: !138, templateParams: !211, identifier: "2e7cb7ba6db6aae8a5c20264d17cea0a")
!138 = !{!139}
!139 = !DIDerivedType(tag: DW_TAG_member, name: "pointer", scope: !137, file: !2, baseType: !140, size: 64, align: 64, flags: DIFlagPrivate)
!140 = !DIDerivedType(tag: DW_TAG_pointer_type, name: "*const core::fmt::rt::Argument", baseType: !141, size: 64, align: 64, dwarfAddressSpace: 0)
!141 = !DICompositeType(tag: DW_TAG_structure_type, name: "Argument", scope: !142, file: !2, size: 128, align: 64, flags: DIFlagPublic, elements: !143, templateParams: !23, identifier: "1d5f7550f7e7e04cbc4d2cf57c27606b")
!142 = !DINamespace(name: "rt", scope: !125)
!143 = !{!144}
!144 = !DIDerivedType(tag: DW_TAG_member, name: "ty", scope: !141, file: !2, baseType: !145, size: 128, align: 64, flags: DIFlagPrivate)
!145 = !DICompositeType(tag: DW_TAG_structure_type, name: "ArgumentType", scope: !142, file: !2, size: 128, align: 64, flags: DIFlagPrivate, elements: !146, templateParams: !23, identifier: "b1cfb4618f1c38c3f96eab6c02edf448")
!146 = !{!147}
!147 = !DICompositeType(tag: DW_TAG_variant_part, scope: !145, file: !2, size: 128, align: 64, elements: !148, templateParams: !23, identifier: "fbd384083752b747f8b252853b979154", discriminator: !209)
!148 = !{!149, !205}
!149 = !DIDerivedType(tag: DW_TAG_member, name: "Placeholder", scope: !147, file: !2, baseType: !150, size: 128, align: 64)
!150 = !DICompositeType(tag: DW_TAG_structure_type, name: "Placeholder", scope: !145, file: !2, size: 128, align: 64, flags: DIFlagPrivate, elements: !151, templateParams: !23, identifier: "91d44a8fdafb90acd8f4961dbde4212b")
!151 = !{!152, !158, !199}
!152 = !DIDerivedType(tag: DW_TAG_member, name: "value", scope: !150, file: !2, baseType: !153, size: 64, align: 64, flags: DIFlagPrivate)
!153 = !DICompositeType(tag: DW_TAG_structure_type, name: "NonNull<()>", scope: !129, file: !2, size: 64, align: 64, flags: DIFlagPublic, elements: !154, templateParams: !156, identifier: "f4e496144210c619b96aa08326287b92")
!154 = !{!155}
!155 = !DIDerivedType(tag: DW_TAG_member, name: "pointer", scope: !153, file: !2, baseType: !6, size: 64, align: 64, flags: DIFlagPrivate)
!156 = !{!157}
!157 = !DITemplateTypeParameter(name: "T", type: !7)
!158 = !DIDerivedType(tag: DW_TAG_member, name: "formatter", scope: !150, file: !2, baseType: !159, size: 64, align: 64, offset: 64, flags: DIFlagPrivate)
!159 = !DIDerivedType(tag: DW_TAG_pointer_type, name: "unsafe fn(core::ptr::non_null::NonNull<()>, &mut core::fmt::Formatter) -> core::result::Result<(), core::fmt::Error>", baseType: !160, size: 64, align: 64, dwarfAddressSpace: 0)
!160 = !DISubroutineType(types: !161)
!161 = !{!162, !153, !178}
!162 = !DICompositeType(tag: DW_TAG_structure_type, name: "Result<(), core::fmt::Error>", scope: !57, file: !2, size: 8, align: 8, flags: DIFlagPublic, elements: !163, templateParams: !23, identifier: "1c6752419820cdc3961061cc58b31873")
!163 = !{!164}
!164 = !DICompositeType(tag: DW_TAG_variant_part, scope: !162, file: !2, size: 8, align: 8, elements: !165, templateParams: !23, identifier: "92c1f85eaa1d7dab2e3165ee2fc4946", discriminator: !177)
!165 = !{!166, !173}
!166 = !DIDerivedType(tag: DW_TAG_member, name: "Ok", scope: !164, file: !2, baseType: !167, size: 8, align: 8, extraData: i8 0)
!167 = !DICompositeType(tag: DW_TAG_structure_type, name: "Ok", scope: !162, file: !2, size: 8, align: 8, flags: DIFlagPublic, elements: !168, templateParams: !170, identifier: "1d7115f6c7f9f62c2100933bba0c76f9")
!168 = !{!169}
!169 = !DIDerivedType(tag: DW_TAG_member, name: "__0", scope: !167, file: !2, baseType: !7, align: 8, offset: 8, flags: DIFlagPublic)
!170 = !{!157, !171}
!171 = !DITemplateTypeParameter(name: "E", type: !172)
!172 = !DICompositeType(tag: DW_TAG_structure_type, name: "Error", scope: !125, file: !2, align: 8, flags: DIFlagPublic, elements: !23, identifier: "5a24300cdda31093f5fe20c939b4885")
!173 = !DIDerivedType(tag: DW_TAG_member, name: "Err", scope: !164, file: !2, baseType: !174, size: 8, align: 8, extraData: i8 1)
!174 = !DICompositeType(tag: DW_TAG_structure_type, name: "Err", scope: !162, file: !2, size: 8, align: 8, flags: DIFlagPublic, elements: !175, templateParams: !170, identifier: "27094aa3bc4c448bf12b8530386fdeb2")
!175 = !{!176}
!176 = !DIDerivedType(tag: DW_TAG_member, name: "__0", scope: !174, file: !2, baseType: !172, align: 8, offset: 8, flags: DIFlagPublic)
!177 = !DIDerivedType(tag: DW_TAG_member, scope: !162, file: !2, baseType: !20, size: 8, align: 8, flags: DIFlagArtificial)
!178 = !DIDerivedType(tag: DW_TAG_pointer_type, name: "&mut core::fmt::Formatter", baseType: !179, size: 64, align: 64, dwarfAddressSpace: 0)
!179 = !DICompositeType(tag: DW_TAG_structure_type, name: "Formatter", scope: !125, file: !2, size: 192, align: 64, flags: DIFlagPublic, elements: !180, templateParams: !23, identifier: "c45a1f7f7c29ecbbdbd29c835fac516c")
!180 = !{!181, !188}
!181 = !DIDerivedType(tag: DW_TAG_member, name: "options", scope: !179, file: !2, baseType: !182, size: 64, align: 32, offset: 128, flags: DIFlagPrivate)
!182 = !DICompositeType(tag: DW_TAG_structure_type, name: "FormattingOptions", scope: !125, file: !2, size: 64, align: 32, flags: DIFlagPublic, elements: !183, templateParams: !23, identifier: "ca2f5547247cd95c514a47d5800e09e")
!183 = !{!184, !185, !187}
!184 = !DIDerivedType(tag: DW_TAG_member, name: "flags", scope: !182, file: !2, baseType: !17, size: 32, align: 32, flags: DIFlagPrivate)
!185 = !DIDerivedType(tag: DW_TAG_member, name: "width", scope: !182, file: !2, baseType: !186, size: 16, align: 16, offset: 32, flags: DIFlagPrivate)
!186 = !DIBasicType(name: "u16", size: 16, encoding: DW_ATE_unsigned)
!187 = !DIDerivedType(tag: DW_TAG_member, name: "precision", scope: !182, file: !2, baseType: !186, size: 16, align: 16, offset: 48, flags: DIFlagPrivate)
!188 = !DIDerivedType(tag: DW_TAG_member, name: "buf", scope: !179, file: !2, baseType: !189, size: 128, align: 64, flags: DIFlagPrivate)
!189 = !DICompositeType(tag: DW_TAG_structure_type, name: "&mut dyn core::fmt::Write", file: !2, size: 128, align: 64, elements: !190, templateParams: !23, identifier: "effe97114690fc58a8e246cb04e37234")
!190 = !{!191, !194}
!191 = !DIDerivedType(tag: DW_TAG_member, name: "pointer", scope: !189, file: !2, baseType: !192, size: 64, align: 64)
!192 = !DIDerivedType(tag: DW_TAG_pointer_type, baseType: !193, size: 64, align: 64, dwarfAddressSpace: 0)
!193 = !DICompositeType(tag: DW_TAG_structure_type, name: "dyn core::fmt::Write", file: !2, align: 8, elements: !23, identifier: "64328679825f9c73b507edbfd5b86b47")
!194 = !DIDerivedType(tag: DW_TAG_member, name: "vtable", scope: !189, file: !2, baseType: !195, size: 64, align: 64, offset: 64)
!195 = !DIDerivedType(tag: DW_TAG_pointer_type, name: "&[usize; 6]", baseType: !196, size: 64, align: 64, dwarfAddressSpace: 0)
!196 = !DICompositeType(tag: DW_TAG_array_type, baseType: !9, size: 384, align: 64, elements: !197)
!197 = !{!198}
!198 = !DISubrange(count: 6, lowerBound: 0)
!199 = !DIDerivedType(tag: DW_TAG_member, name: "_lifetime", scope: !150, file: !2, baseType: !200, align: 8, offset: 128, flags: DIFlagPrivate)
!200 = !DICompositeType(tag: DW_TAG_structure_type, name: "PhantomData<&()>", scope: !201, file: !2, align: 8, flags: DIFlagPublic, elements: !23, templateParams: !202, identifier: "efa596960370766459fc018866dc4048")
!201 = !DINamespace(name: "marker", scope: !35)
!202 = !{!203}
!203 = !DITemplateTypeParameter(name: "T", type: !204)
!204 = !DIDerivedType(tag: DW_TAG_pointer_type, name: "&()", baseType: !7, size: 64, align: 64, dwarfAddressSpace: 0)
!205 = !DIDerivedType(tag: DW_TAG_member, name: "Count", scope: !147, file: !2, baseType: !206, size: 128, align: 64, extraData: i64 0)
!206 = !DICompositeType(tag: DW_TAG_structure_type, name: "Count", scope: !145, file: !2, size: 128, align: 64, flags: DIFlagPrivate, elements: !207, templateParams: !23, identifier: "1d9161ed3114ac1c26d36137fc96704d")
!207 = !{!208}
!208 = !DIDerivedType(tag: DW_TAG_member, name: "__0", scope: !206, file: !2, baseType: !186, size: 16, align: 16, offset: 64, flags: DIFlagPrivate)
!209 = !DIDerivedType(tag: DW_TAG_member, scope: !145, file: !2, baseType: !210, size: 64, align: 64, flags: DIFlagArtificial)
!210 = !DIBasicType(name: "u64", size: 64, encoding: DW_ATE_unsigned)
!211 = !{!212}
!212 = !DITemplateTypeParameter(name: "T", type: !141)
!213 = !DISubroutineType(types: !214)
!214 = !{!124, !215}
!215 = !DICompositeType(tag: DW_TAG_structure_type, name: "&str", file: !2, size: 128, align: 64, elements: !216, templateParams: !23, identifier: "9277eecd40495f85161460476aacc992")
!216 = !{!217, !219}
!217 = !DIDerivedType(tag: DW_TAG_member, name: "data_ptr", scope: !215, file: !2, baseType: !218, size: 64, align: 64)
!218 = !DIDerivedType(tag: DW_TAG_pointer_type, baseType: !20, size: 64, align: 64, dwarfAddressSpace: 0)
!219 = !DIDerivedType(tag: DW_TAG_member, name: "length", scope: !215, file: !2, baseType: !9, size: 64, align: 64, offset: 64)
!220 = !DISubprogram(name: "from_str", linkageName: "_RNvMs4_NtCsgEmfK2I1SDS_4core3fmtNtB5_9Arguments8from_str", scope: !124, file: !123, line: 815, type: !213, scopeLine: 815, flags: DIFlagPrototyped, spFlags: DISPFlagLocalToUnit | DISPFlagOptimized, templateParams: !23)
!221 = !{!121}
!222 = !DILocation(line: 815, column: 27, scope: !122, inlinedAt: !120)
!223 = !DILocalVariable(name: "self", arg: 1, scope: !224, file: !225, line: 578, type: !215)
!224 = distinct !DISubprogram(name: "as_ptr", linkageName: "_RNvMNtCsgEmfK2I1SDS_4core3stre6as_ptr", scope: !226, file: !225, line: 578, type: !228, scopeLine: 578, flags: DIFlagPrototyped, spFlags: DISPFlagLocalToUnit | DISPFlagDefinition | DISPFlagOptimized, unit: !29, templateParams: !23, retainedNodes: !230)
!225 = !DIFile(filename: "library/core/src/str/mod.rs", directory: "/rustc/59807616e1fa2540724bfbac14d7976d7e4a3860", checksumkind: CSK_MD5, checksum: "b67baab1b9aefdbe1feb84767953c83d")
!226 = !DINamespace(name: "{impl#0}", scope: !227)
!227 = !DINamespace(name: "str", scope: !35)
!228 = !DISubroutineType(types: !229)
!229 = !{!133, !215}
!230 = !{!223}
!231 = !DILocation(line: 578, column: 25, scope: !224, inlinedAt: !232)
!232 = !DILocation(line: 819, column: 44, scope: !122, inlinedAt: !120)
!233 = !DILocalVariable(name: "self", arg: 1, scope: !234, file: !225, line: 157, type: !215)
!234 = distinct !DISubprogram(name: "len", linkageName: "_RNvMNtCsgEmfK2I1SDS_4core3stre3len", scope: !226, file: !225, line: 157, type: !235, scopeLine: 157, flags: DIFlagPrototyped, spFlags: DISPFlagLocalToUnit | DISPFlagDefinition | DISPFlagOptimized, unit: !29, templateParams: !23, retainedNodes: !237)
!235 = !DISubroutineType(types: !236)
!236 = !{!9, !215}
!237 = !{!233}
!238 = !DILocation(line: 157, column: 22, scope: !234, inlinedAt: !239)
!239 = !DILocation(line: 820, column: 40, scope: !122, inlinedAt: !120)
!240 = !DILocalVariable(name: "self", arg: 1, scope: !241, file: !225, line: 502, type: !215)
!241 = distinct !DISubprogram(name: "as_bytes", linkageName: "_RNvMNtCsgEmfK2I1SDS_4core3stre8as_bytes", scope: !226, file: !225, line: 502, type: !242, scopeLine: 502, flags: DIFlagPrototyped, spFlags: DISPFlagLocalToUnit | DISPFlagDefinition | DISPFlagOptimized, unit: !29, templateParams: !23, retainedNodes: !248)
!242 = !DISubroutineType(types: !243)
!243 = !{!244, !215}
!244 = !DICompositeType(tag: DW_TAG_structure_type, name: "&[u8]", file: !2, size: 128, align: 64, elements: !245, templateParams: !23, identifier: "31681e0c10b314f1f33e38b2779acbb4")
!245 = !{!246, !247}
!246 = !DIDerivedType(tag: DW_TAG_member, name: "data_ptr", scope: !244, file: !2, baseType: !218, size: 64, align: 64)
!247 = !DIDerivedType(tag: DW_TAG_member, name: "length", scope: !244, file: !2, baseType: !9, size: 64, align: 64, offset: 64)
!248 = !{!240}
!249 = !DILocation(line: 502, column: 27, scope: !241, inlinedAt: !250)
!250 = !DILocation(line: 158, column: 14, scope: !234, inlinedAt: !239)
!251 = !DILocation(line: 819, column: 27, scope: !122, inlinedAt: !120)
!252 = !DILocation(line: 820, column: 23, scope: !122, inlinedAt: !120)
!253 = !DILocation(line: 4374, column: 24, scope: !111)
!254 = !DILocation(line: 4373, column: 24, scope: !111)
!255 = !DILocation(line: 4375, column: 23, scope: !111)
!256 = !DILocation(line: 4376, column: 23, scope: !111)
!257 = !DILocation(line: 4380, column: 2, scope: !111)
!258 = distinct !DISubprogram(name: "atomic_compare_exchange<u32>", linkageName: "_ZN4core4sync6atomic23atomic_compare_exchange17h663e5696143313ffE", scope: !33, file: !44, line: 3955, type: !259, scopeLine: 3955, flags: DIFlagPrototyped, spFlags: DISPFlagLocalToUnit | DISPFlagDefinition | DISPFlagOptimized, unit: !29, templateParams: !52, retainedNodes: !261)
!259 = !DISubroutineType(types: !260)
!260 = !{!56, !90, !17, !17, !32, !32}
!261 = !{!262, !263, !264, !265, !266, !267, !269}
!262 = !DILocalVariable(name: "dst", arg: 1, scope: !258, file: !44, line: 3956, type: !90)
!263 = !DILocalVariable(name: "old", arg: 2, scope: !258, file: !44, line: 3957, type: !17)
!264 = !DILocalVariable(name: "new", arg: 3, scope: !258, file: !44, line: 3958, type: !17)
!265 = !DILocalVariable(name: "success", arg: 4, scope: !258, file: !44, line: 3959, type: !32)
!266 = !DILocalVariable(name: "failure", arg: 5, scope: !258, file: !44, line: 3960, type: !32)
!267 = !DILocalVariable(name: "val", scope: !268, file: !44, line: 3963, type: !17, align: 32)
!268 = distinct !DILexicalBlock(scope: !258, file: !44, line: 3963, column: 5)
!269 = !DILocalVariable(name: "ok", scope: !268, file: !44, line: 3963, type: !270, align: 8)
!270 = !DIBasicType(name: "bool", size: 8, encoding: DW_ATE_boolean)
!271 = !DILocation(line: 3956, column: 5, scope: !258)
!272 = !DILocation(line: 3957, column: 5, scope: !258)
!273 = !DILocation(line: 3958, column: 5, scope: !258)
!274 = !DILocation(line: 3959, column: 5, scope: !258)
!275 = !DILocation(line: 3960, column: 5, scope: !258)
!276 = !DILocation(line: 3963, column: 21, scope: !258)
!277 = !DILocation(line: 3964, column: 15, scope: !258)
!278 = !DILocation(line: 3964, column: 9, scope: !258)
!279 = !{!"branch_weights", i32 1, i32 2000, i32 2000, i32 2000}
!280 = !DILocation(line: 3966, column: 17, scope: !258)
!281 = !DILocation(line: 3969, column: 17, scope: !258)
!282 = !DILocation(line: 3972, column: 17, scope: !258)
!283 = !DILocation(line: 3963, column: 10, scope: !258)
!284 = !DILocation(line: 3963, column: 10, scope: !268)
!285 = !DILocation(line: 3963, column: 15, scope: !258)
!286 = !{i8 0, i8 2}
!287 = !DILocation(line: 3963, column: 15, scope: !268)
!288 = !DILocation(line: 4013, column: 6, scope: !258)
!289 = !DILocation(line: 4014, column: 8, scope: !268)
!290 = !DILocation(line: 3984, column: 17, scope: !258)
!291 = !DILocation(line: 3987, column: 17, scope: !258)
!292 = !DILocation(line: 3990, column: 17, scope: !258)
!293 = !DILocation(line: 3975, column: 17, scope: !258)
!294 = !DILocation(line: 3978, column: 17, scope: !258)
!295 = !DILocation(line: 3981, column: 17, scope: !258)
!296 = !DILocation(line: 3993, column: 17, scope: !258)
!297 = !DILocation(line: 3996, column: 17, scope: !258)
!298 = !DILocation(line: 3999, column: 17, scope: !258)
!299 = !DILocation(line: 4002, column: 17, scope: !258)
!300 = !DILocation(line: 4005, column: 17, scope: !258)
!301 = !DILocation(line: 4008, column: 17, scope: !258)
!302 = !DILocation(line: 4014, column: 30, scope: !268)
!303 = !DILocation(line: 4014, column: 5, scope: !268)
!304 = !DILocation(line: 4014, column: 13, scope: !268)
!305 = !DILocation(line: 4015, column: 2, scope: !258)
!306 = !{i32 0, i32 2}
!307 = !DILocation(line: 4011, column: 29, scope: !258)
!308 = !DILocalVariable(name: "s", arg: 1, scope: !309, file: !123, line: 815, type: !215)
!309 = distinct !DISubprogram(name: "from_str", linkageName: "_RNvMs4_NtCsgEmfK2I1SDS_4core3fmtNtB5_9Arguments8from_str", scope: !124, file: !123, line: 815, type: !213, scopeLine: 815, flags: DIFlagPrototyped, spFlags: DISPFlagLocalToUnit | DISPFlagDefinition | DISPFlagOptimized, unit: !29, templateParams: !23, declaration: !220, retainedNodes: !310)
!310 = !{!308}
!311 = !DILocation(line: 815, column: 27, scope: !309, inlinedAt: !307)
!312 = !DILocalVariable(name: "self", arg: 1, scope: !313, file: !225, line: 578, type: !215)
!313 = distinct !DISubprogram(name: "as_ptr", linkageName: "_RNvMNtCsgEmfK2I1SDS_4core3stre6as_ptr", scope: !226, file: !225, line: 578, type: !228, scopeLine: 578, flags: DIFlagPrototyped, spFlags: DISPFlagLocalToUnit | DISPFlagDefinition | DISPFlagOptimized, unit: !29, templateParams: !23, retainedNodes: !314)
!314 = !{!312}
!315 = !DILocation(line: 578, column: 25, scope: !313, inlinedAt: !316)
!316 = !DILocation(line: 819, column: 44, scope: !309, inlinedAt: !307)
!317 = !DILocalVariable(name: "self", arg: 1, scope: !318, file: !225, line: 157, type: !215)
!318 = distinct !DISubprogram(name: "len", linkageName: "_RNvMNtCsgEmfK2I1SDS_4core3stre3len", scope: !226, file: !225, line: 157, type: !235, scopeLine: 157, flags: DIFlagPrototyped, spFlags: DISPFlagLocalToUnit | DISPFlagDefinition | DISPFlagOptimized, unit: !29, templateParams: !23, retainedNodes: !319)
!319 = !{!317}
!320 = !DILocation(line: 157, column: 22, scope: !318, inlinedAt: !321)
!321 = !DILocation(line: 820, column: 40, scope: !309, inlinedAt: !307)
!322 = !DILocalVariable(name: "self", arg: 1, scope: !323, file: !225, line: 502, type: !215)
!323 = distinct !DISubprogram(name: "as_bytes", linkageName: "_RNvMNtCsgEmfK2I1SDS_4core3stre8as_bytes", scope: !226, file: !225, line: 502, type: !242, scopeLine: 502, flags: DIFlagPrototyped, spFlags: DISPFlagLocalToUnit | DISPFlagDefinition | DISPFlagOptimized, unit: !29, templateParams: !23, retainedNodes: !324)
!324 = !{!322}
!325 = !DILocation(line: 502, column: 27, scope: !323, inlinedAt: !326)
!326 = !DILocation(line: 158, column: 14, scope: !318, inlinedAt: !321)
!327 = !DILocation(line: 819, column: 27, scope: !309, inlinedAt: !307)
!328 = !DILocation(line: 820, column: 23, scope: !309, inlinedAt: !307)
!329 = !DILocation(line: 4010, column: 28, scope: !258)
!330 = !DILocation(line: 815, column: 27, scope: !309, inlinedAt: !329)
!331 = !DILocation(line: 578, column: 25, scope: !313, inlinedAt: !332)
!332 = !DILocation(line: 819, column: 44, scope: !333, inlinedAt: !329)
!333 = !DILexicalBlockFile(scope: !309, file: !123, discriminator: 2)
!334 = !DILocation(line: 157, column: 22, scope: !318, inlinedAt: !335)
!335 = !DILocation(line: 820, column: 40, scope: !333, inlinedAt: !329)
!336 = !DILocation(line: 502, column: 27, scope: !323, inlinedAt: !337)
!337 = !DILocation(line: 158, column: 14, scope: !338, inlinedAt: !335)
!338 = !DILexicalBlockFile(scope: !318, file: !225, discriminator: 2)
!339 = !DILocation(line: 819, column: 27, scope: !309, inlinedAt: !329)
!340 = !DILocation(line: 820, column: 23, scope: !309, inlinedAt: !329)
!341 = distinct !DISubprogram(name: "unwrap_or<u32, u32>", linkageName: "_ZN4core6result19Result$LT$T$C$E$GT$9unwrap_or17h88f83b2562b35ff0E", scope: !56, file: !342, line: 1590, type: !343, scopeLine: 1590, flags: DIFlagPrototyped, spFlags: DISPFlagLocalToUnit | DISPFlagDefinition | DISPFlagOptimized, unit: !29, templateParams: !65, declaration: !345, retainedNodes: !346)
!342 = !DIFile(filename: "library/core/src/result.rs", directory: "/rustc/59807616e1fa2540724bfbac14d7976d7e4a3860", checksumkind: CSK_MD5, checksum: "7ebc974a4b69a504d7e902d792c422dd")
!343 = !DISubroutineType(types: !344)
!344 = !{!17, !56, !17}
!345 = !DISubprogram(name: "unwrap_or<u32, u32>", linkageName: "_ZN4core6result19Result$LT$T$C$E$GT$9unwrap_or17h88f83b2562b35ff0E", scope: !56, file: !342, line: 1590, type: !343, scopeLine: 1590, flags: DIFlagPrototyped, spFlags: DISPFlagLocalToUnit | DISPFlagOptimized, templateParams: !65)
!346 = !{!347, !348, !349}
!347 = !DILocalVariable(name: "self", arg: 1, scope: !341, file: !342, line: 1590, type: !56)
!348 = !DILocalVariable(name: "default", arg: 2, scope: !341, file: !342, line: 1590, type: !17)
!349 = !DILocalVariable(name: "t", scope: !350, file: !342, line: 1596, type: !17, align: 32)
!350 = distinct !DILexicalBlock(scope: !341, file: !342, line: 1596, column: 13)
!351 = !DILocation(line: 1596, column: 16, scope: !350)
!352 = !DILocation(line: 1590, column: 28, scope: !341)
!353 = !DILocation(line: 1590, column: 34, scope: !341)
!354 = !DILocation(line: 1595, column: 15, scope: !341)
!355 = !DILocation(line: 1595, column: 9, scope: !341)
!356 = !DILocation(line: 1597, column: 23, scope: !341)
!357 = !DILocation(line: 1596, column: 16, scope: !341)
!358 = !DILocation(line: 1599, column: 5, scope: !341)
!359 = !DILocation(line: 1590, column: 5, scope: !341)
!360 = !DILocation(line: 1599, column: 6, scope: !341)
!361 = distinct !DISubprogram(name: "run", linkageName: "_ZN51_$LT$driver..lock..Lock$u20$as$u20$driver..Work$GT$3run17h9032917c7397826aE", scope: !363, file: !362, line: 24, type: !364, scopeLine: 24, flags: DIFlagPrototyped, spFlags: DISPFlagDefinition | DISPFlagOptimized, unit: !29, templateParams: !23, retainedNodes: !367)
!362 = !DIFile(filename: "driver.rs", directory: "/src", checksumkind: CSK_MD5, checksum: "ab98f5bded903f17b8252c4e082d1152")
!363 = !DINamespace(name: "{impl#0}", scope: !14)
!364 = !DISubroutineType(types: !365)
!365 = !{!17, !366}
!366 = !DIDerivedType(tag: DW_TAG_pointer_type, name: "&driver::lock::Lock", baseType: !12, size: 64, align: 64, dwarfAddressSpace: 0)
!367 = !{!368}
!368 = !DILocalVariable(name: "self", arg: 1, scope: !361, file: !362, line: 24, type: !366)
!369 = !DILocation(line: 24, column: 12, scope: !361)
!370 = !DILocation(line: 25, column: 14, scope: !361)
!371 = !DILocation(line: 26, column: 6, scope: !361)
!372 = distinct !DISubprogram(name: "{closure#0}", linkageName: "_ZN6driver3irq28_$u7b$$u7b$closure$u7d$$u7d$17hb3db0604dc083a1dE", scope: !373, file: !362, line: 44, type: !374, scopeLine: 44, flags: DIFlagPrototyped, spFlags: DISPFlagLocalToUnit | DISPFlagDefinition | DISPFlagOptimized, unit: !29, templateParams: !23, retainedNodes: !381)
!373 = !DINamespace(name: "irq", scope: !14)
!374 = !DISubroutineType(types: !375)
!375 = !{!17, !376, !17}
!376 = !DIDerivedType(tag: DW_TAG_pointer_type, name: "&driver::irq::{closure_env#0}", baseType: !377, size: 64, align: 64, dwarfAddressSpace: 0)
!377 = !DICompositeType(tag: DW_TAG_structure_type, name: "{closure_env#0}", scope: !373, file: !2, size: 64, align: 64, elements: !378, templateParams: !23, identifier: "ae7507c583955e4bfb549bdf4843540f")
!378 = !{!379}
!379 = !DIDerivedType(tag: DW_TAG_member, name: "_ref__n", scope: !377, file: !2, baseType: !380, size: 64, align: 64)
!380 = !DIDerivedType(tag: DW_TAG_pointer_type, name: "&u32", baseType: !17, size: 64, align: 64, dwarfAddressSpace: 0)
!381 = !{!382, !383}
!382 = !DILocalVariable(name: "x", arg: 2, scope: !372, file: !362, line: 44, type: !17)
!383 = !DILocalVariable(name: "n", scope: !372, file: !362, line: 41, type: !17, align: 32)
!384 = !DILocation(line: 41, column: 23, scope: !372)
!385 = !DILocation(line: 44, column: 18, scope: !372)
!386 = !DILocation(line: 44, column: 41, scope: !372)
!387 = !{i64 4}
!388 = !DILocation(line: 44, column: 28, scope: !372)
!389 = !DILocation(line: 44, column: 43, scope: !372)
!390 = distinct !DISubprogram(name: "take", linkageName: "_ZN6driver4lock4Lock4take17h83b7a3aded876332E", scope: !12, file: !362, line: 13, type: !391, scopeLine: 13, flags: DIFlagPrototyped, spFlags: DISPFlagDefinition | DISPFlagOptimized, unit: !29, templateParams: !23, declaration: !393, retainedNodes: !394)
!391 = !DISubroutineType(types: !392)
!392 = !{!17, !366, !9}
!393 = !DISubprogram(name: "take", linkageName: "_ZN6driver4lock4Lock4take17h83b7a3aded876332E", scope: !12, file: !362, line: 13, type: !391, scopeLine: 13, flags: DIFlagPrototyped, spFlags: DISPFlagOptimized, templateParams: !23)
!394 = !{!395, !396}
!395 = !DILocalVariable(name: "self", arg: 1, scope: !390, file: !362, line: 13, type: !366)
!396 = !DILocalVariable(name: "n", arg: 2, scope: !390, file: !362, line: 13, type: !9)
!397 = !DILocation(line: 13, column: 21, scope: !390)
!398 = !DILocation(line: 13, column: 28, scope: !390)
!399 = !DILocation(line: 14, column: 13, scope: !390)
!400 = !DILocation(line: 14, column: 29, scope: !390)
!401 = !DILocation(line: 14, column: 22, scope: !390)
!402 = !DILocation(line: 15, column: 10, scope: !390)
!403 = distinct !DISubprogram(name: "irq", scope: !14, file: !362, line: 41, type: !404, scopeLine: 41, flags: DIFlagPrototyped, spFlags: DISPFlagDefinition | DISPFlagOptimized, unit: !29, templateParams: !23, retainedNodes: !422)
!404 = !DISubroutineType(types: !405)
!405 = !{!210, !17, !406, !72}
!406 = !DIDerivedType(tag: DW_TAG_pointer_type, name: "&driver::Event", baseType: !407, size: 64, align: 64, dwarfAddressSpace: 0)
!407 = !DICompositeType(tag: DW_TAG_structure_type, name: "Event", scope: !14, file: !2, size: 128, align: 64, flags: DIFlagPublic, elements: !408, templateParams: !23, identifier: "c0cc1fd9522c1d3a6a657bf7cc7cd365")
!408 = !{!409}
!409 = !DICompositeType(tag: DW_TAG_variant_part, scope: !407, file: !2, size: 128, align: 64, elements: !410, templateParams: !23, identifier: "b30a790f8beda0b84c984fc47b2cb83b", discriminator: !421)
!410 = !{!411, !415, !419}
!411 = !DIDerivedType(tag: DW_TAG_member, name: "Some", scope: !409, file: !2, baseType: !412, size: 128, align: 64, extraData: i32 0)
!412 = !DICompositeType(tag: DW_TAG_structure_type, name: "Some", scope: !407, file: !2, size: 128, align: 64, flags: DIFlagPublic, elements: !413, templateParams: !23, identifier: "2617d7b94b6c49f6dcb39664a9990b5")
!413 = !{!414}
!414 = !DIDerivedType(tag: DW_TAG_member, name: "__0", scope: !412, file: !2, baseType: !17, size: 32, align: 32, offset: 32, flags: DIFlagPublic)
!415 = !DIDerivedType(tag: DW_TAG_member, name: "Named", scope: !409, file: !2, baseType: !416, size: 128, align: 64, extraData: i32 1)
!416 = !DICompositeType(tag: DW_TAG_structure_type, name: "Named", scope: !407, file: !2, size: 128, align: 64, flags: DIFlagPublic, elements: !417, templateParams: !23, identifier: "6deeafa17d21761d9698150f2fa93501")
!417 = !{!418}
!418 = !DIDerivedType(tag: DW_TAG_member, name: "q", scope: !416, file: !2, baseType: !210, size: 64, align: 64, offset: 64, flags: DIFlagPublic)
!419 = !DIDerivedType(tag: DW_TAG_member, name: "Nothing", scope: !409, file: !2, baseType: !420, size: 128, align: 64, extraData: i32 2)
!420 = !DICompositeType(tag: DW_TAG_structure_type, name: "Nothing", scope: !407, file: !2, size: 128, align: 64, flags: DIFlagPublic, elements: !23, identifier: "aa7e14e7b98031ac6280ec187ce3870c")
!421 = !DIDerivedType(tag: DW_TAG_member, scope: !407, file: !2, baseType: !17, size: 32, align: 32, flags: DIFlagArtificial)
!422 = !{!423, !424, !425, !426, !428, !440, !442, !444, !446}
!423 = !DILocalVariable(name: "n", arg: 1, scope: !403, file: !362, line: 41, type: !17)
!424 = !DILocalVariable(name: "event", arg: 2, scope: !403, file: !362, line: 41, type: !406)
!425 = !DILocalVariable(name: "v", arg: 3, scope: !403, file: !362, line: 41, type: !72)
!426 = !DILocalVariable(name: "lock", scope: !427, file: !362, line: 42, type: !12, align: 32)
!427 = distinct !DILexicalBlock(scope: !403, file: !362, line: 42, column: 5)
!428 = !DILocalVariable(name: "work", scope: !429, file: !362, line: 43, type: !430, align: 64)
!429 = distinct !DILexicalBlock(scope: !427, file: !362, line: 43, column: 5)
!430 = !DICompositeType(tag: DW_TAG_structure_type, name: "&dyn driver::Work", file: !2, size: 128, align: 64, elements: !431, templateParams: !23, identifier: "b843b0ad61aa66c3925b1745818bacb9")
!431 = !{!432, !435}
!432 = !DIDerivedType(tag: DW_TAG_member, name: "pointer", scope: !430, file: !2, baseType: !433, size: 64, align: 64)
!433 = !DIDerivedType(tag: DW_TAG_pointer_type, baseType: !434, size: 64, align: 64, dwarfAddressSpace: 0)
!434 = !DICompositeType(tag: DW_TAG_structure_type, name: "dyn driver::Work", file: !2, align: 8, elements: !23, identifier: "1186eb644da4ada986065475bb8bf7ca")
!435 = !DIDerivedType(tag: DW_TAG_member, name: "vtable", scope: !430, file: !2, baseType: !436, size: 64, align: 64, offset: 64)
!436 = !DIDerivedType(tag: DW_TAG_pointer_type, name: "&[usize; 4]", baseType: !437, size: 64, align: 64, dwarfAddressSpace: 0)
!437 = !DICompositeType(tag: DW_TAG_array_type, baseType: !9, size: 256, align: 64, elements: !438)
!438 = !{!439}
!439 = !DISubrange(count: 4, lowerBound: 0)
!440 = !DILocalVariable(name: "twice", scope: !441, file: !362, line: 44, type: !377, align: 64)
!441 = distinct !DILexicalBlock(scope: !429, file: !362, line: 44, column: 5)
!442 = !DILocalVariable(name: "old", scope: !443, file: !362, line: 45, type: !56, align: 32)
!443 = distinct !DILexicalBlock(scope: !441, file: !362, line: 45, column: 5)
!444 = !DILocalVariable(name: "x", scope: !445, file: !362, line: 48, type: !17, align: 32)
!445 = distinct !DILexicalBlock(scope: !443, file: !362, line: 48, column: 9)
!446 = !DILocalVariable(name: "q", scope: !447, file: !362, line: 49, type: !210, align: 64)
!447 = distinct !DILexicalBlock(scope: !443, file: !362, line: 49, column: 9)
!448 = !DILocation(line: 49, column: 24, scope: !447)
!449 = !DILocation(line: 41, column: 23, scope: !403)
!450 = !DILocation(line: 41, column: 31, scope: !403)
!451 = !DILocation(line: 41, column: 46, scope: !403)
!452 = !DILocation(line: 42, column: 9, scope: !427)
!453 = !DILocation(line: 44, column: 9, scope: !441)
!454 = !DILocation(line: 42, column: 9, scope: !403)
!455 = !DILocation(line: 42, column: 38, scope: !403)
!456 = !DILocation(line: 42, column: 16, scope: !403)
!457 = !DILocation(line: 42, column: 48, scope: !403)
!458 = !DILocation(line: 43, column: 27, scope: !427)
!459 = !DILocation(line: 43, column: 9, scope: !429)
!460 = !DILocation(line: 44, column: 9, scope: !429)
!461 = !DILocation(line: 44, column: 17, scope: !429)
!462 = !DILocation(line: 45, column: 17, scope: !441)
!463 = !DILocation(line: 45, column: 9, scope: !443)
!464 = !DILocation(line: 46, column: 5, scope: !443)
!465 = !DILocation(line: 47, column: 11, scope: !443)
!466 = !{i32 0, i32 3}
!467 = !DILocation(line: 47, column: 5, scope: !443)
!468 = !DILocation(line: 48, column: 21, scope: !443)
!469 = !DILocation(line: 48, column: 21, scope: !445)
!470 = !DILocation(line: 48, column: 27, scope: !445)
!471 = !DILocation(line: 48, column: 44, scope: !445)
!472 = !DILocation(line: 48, column: 49, scope: !445)
!473 = !DILocation(line: 48, column: 38, scope: !445)
!474 = !DILocation(line: 48, column: 61, scope: !443)
!475 = !DILocation(line: 49, column: 24, scope: !443)
!476 = !DILocation(line: 49, column: 31, scope: !443)
!477 = !DILocation(line: 50, column: 50, scope: !443)
!478 = !DILocation(line: 50, column: 31, scope: !443)
!479 = !DILocation(line: 50, column: 27, scope: !443)
!480 = !DILocation(line: 50, column: 65, scope: !443)
!481 = !DILocation(line: 52, column: 1, scope: !429)
!482 = !DILocation(line: 52, column: 1, scope: !403)
!483 = !DILocation(line: 52, column: 2, scope: !403)
