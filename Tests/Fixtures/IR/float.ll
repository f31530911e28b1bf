; ModuleID = 'float.c'
source_filename = "float.c"
target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
target triple = "x86_64-unknown-linux-gnu"

; Function Attrs: mustprogress nofree norecurse nosync nounwind willreturn memory(none)
define dso_local double @scale(double noundef %a, float noundef %b) local_unnamed_addr #0 !dbg !12 {
entry:
    #dbg_value(double %a, !17, !DIExpression(), !19)
    #dbg_value(float %b, !18, !DIExpression(), !19)
  %conv = fpext float %b to double, !dbg !20
  %0 = tail call double @llvm.fmuladd.f64(double %a, double %conv, double 1.500000e+00), !dbg !21
  %cmp = fcmp ogt double %0, 1.000000e+10, !dbg !22
  %fneg = fneg double %a, !dbg !23
  %conv2 = fptosi float %b to i32, !dbg !23
  %conv3 = sitofp i32 %conv2 to double, !dbg !23
  %cond = select i1 %cmp, double %fneg, double %conv3, !dbg !23
  ret double %cond, !dbg !24
}

; Function Attrs: mustprogress nocallback nofree nosync nounwind speculatable willreturn memory(none)
declare double @llvm.fmuladd.f64(double, double, double) #1

; Function Attrs: mustprogress nofree norecurse nosync nounwind willreturn memory(none)
define dso_local noundef <4 x float> @shuffle(<4 x float> noundef %a, <4 x float> noundef %b) local_unnamed_addr #2 !dbg !25 {
entry:
    #dbg_value(<4 x float> %a, !33, !DIExpression(), !35)
    #dbg_value(<4 x float> %b, !34, !DIExpression(), !35)
    #dbg_value(<4 x float> poison, !33, !DIExpression(), !35)
  %shuffle = shufflevector <4 x float> %a, <4 x float> %b, <4 x i32> <i32 0, i32 5, i32 2, i32 7>, !dbg !36
  ret <4 x float> %shuffle, !dbg !37
}

attributes #0 = { mustprogress nofree norecurse nosync nounwind willreturn memory(none) "min-legal-vector-width"="0" "no-builtins" "no-trapping-math"="true" "stack-protector-buffer-size"="8" "target-cpu"="x86-64" "target-features"="+cmov,+cx8,+fxsr,+mmx,+sse,+sse2,+x87" "tune-cpu"="generic" }
attributes #1 = { mustprogress nocallback nofree nosync nounwind speculatable willreturn memory(none) }
attributes #2 = { mustprogress nofree norecurse nosync nounwind willreturn memory(none) "min-legal-vector-width"="128" "no-builtins" "no-trapping-math"="true" "stack-protector-buffer-size"="8" "target-cpu"="x86-64" "target-features"="+cmov,+cx8,+fxsr,+mmx,+sse,+sse2,+x87" "tune-cpu"="generic" }

!llvm.dbg.cu = !{!0}
!llvm.module.flags = !{!5, !6, !7, !8, !9, !10}
!llvm.ident = !{!11}

!0 = distinct !DICompileUnit(language: DW_LANG_C11, file: !1, producer: "clang version 21.0.0 (https://github.com/swiftlang/llvm-project.git 11673e6660b2d0a5f9f99b1c7b773f4c2f6df1b0)", isOptimized: true, runtimeVersion: 0, emissionKind: FullDebug, retainedTypes: !2, splitDebugInlining: false, nameTableKind: None)
!1 = !DIFile(filename: "float.c", directory: "/src", checksumkind: CSK_MD5, checksum: "9dd2db704321e186816eb61203aefbe0")
!2 = !{!3, !4}
!3 = !DIBasicType(name: "double", size: 64, encoding: DW_ATE_float)
!4 = !DIBasicType(name: "int", size: 32, encoding: DW_ATE_signed)
!5 = !{i32 7, !"Dwarf Version", i32 5}
!6 = !{i32 2, !"Debug Info Version", i32 3}
!7 = !{i32 1, !"wchar_size", i32 4}
!8 = !{i32 8, !"PIC Level", i32 2}
!9 = !{i32 7, !"PIE Level", i32 2}
!10 = !{i32 7, !"debug-info-assignment-tracking", i1 true}
!11 = !{!"clang version 21.0.0 (https://github.com/swiftlang/llvm-project.git 11673e6660b2d0a5f9f99b1c7b773f4c2f6df1b0)"}
!12 = distinct !DISubprogram(name: "scale", scope: !1, file: !1, line: 3, type: !13, scopeLine: 3, flags: DIFlagPrototyped | DIFlagAllCallsDescribed, spFlags: DISPFlagDefinition | DISPFlagOptimized, unit: !0, retainedNodes: !16)
!13 = !DISubroutineType(types: !14)
!14 = !{!3, !3, !15}
!15 = !DIBasicType(name: "float", size: 32, encoding: DW_ATE_float)
!16 = !{!17, !18}
!17 = !DILocalVariable(name: "a", arg: 1, scope: !12, file: !1, line: 3, type: !3)
!18 = !DILocalVariable(name: "b", arg: 2, scope: !12, file: !1, line: 3, type: !15)
!19 = !DILocation(line: 0, scope: !12)
!20 = !DILocation(line: 3, column: 46, scope: !12)
!21 = !DILocation(line: 3, column: 48, scope: !12)
!22 = !DILocation(line: 3, column: 54, scope: !12)
!23 = !DILocation(line: 3, column: 42, scope: !12)
!24 = !DILocation(line: 3, column: 35, scope: !12)
!25 = distinct !DISubprogram(name: "shuffle", scope: !1, file: !1, line: 4, type: !26, scopeLine: 4, flags: DIFlagPrototyped | DIFlagAllCallsDescribed, spFlags: DISPFlagDefinition | DISPFlagOptimized, unit: !0, retainedNodes: !32)
!26 = !DISubroutineType(types: !27)
!27 = !{!28, !28, !28}
!28 = !DIDerivedType(tag: DW_TAG_typedef, name: "vector", file: !1, line: 2, baseType: !29)
!29 = !DICompositeType(tag: DW_TAG_array_type, baseType: !15, size: 128, flags: DIFlagVector, elements: !30)
!30 = !{!31}
!31 = !DISubrange(count: 4)
!32 = !{!33, !34}
!33 = !DILocalVariable(name: "a", arg: 1, scope: !25, file: !1, line: 4, type: !28)
!34 = !DILocalVariable(name: "b", arg: 2, scope: !25, file: !1, line: 4, type: !28)
!35 = !DILocation(line: 0, scope: !25)
!36 = !DILocation(line: 4, column: 65, scope: !25)
!37 = !DILocation(line: 4, column: 58, scope: !25)
