; ModuleID = 'asm.c'
source_filename = "asm.c"
target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i8:8:32-i16:16:32-i64:64-i128:128-n32:64-S128-Fn32"
target triple = "aarch64-unknown-linux-gnu"

; Function Attrs: noinline nounwind optnone
define dso_local i32 @branch(ptr noundef %p) #0 !dbg !9 {
entry:
  %retval = alloca i32, align 4
  %p.addr = alloca ptr, align 8
  %value = alloca i32, align 4
  store ptr %p, ptr %p.addr, align 8
    #dbg_declare(ptr %p.addr, !15, !DIExpression(), !16)
    #dbg_declare(ptr %value, !17, !DIExpression(), !18)
  %0 = load ptr, ptr %p.addr, align 8, !dbg !19
  callbr void asm sideeffect "1: b ${1:l}", "r,!i,!i,~{memory}"(ptr %0) #1
          to label %asm.fallthrough [label %far, label %near], !dbg !20, !srcloc !21

asm.fallthrough:                                  ; preds = %entry
  %1 = load ptr, ptr %p.addr, align 8, !dbg !22
  %2 = call i32 asm sideeffect "ldr ${0:w}, [$1]", "=r,r,~{memory}"(ptr %1) #1, !dbg !23, !srcloc !24
  store i32 %2, ptr %value, align 4, !dbg !23
  %3 = load i32, ptr %value, align 4, !dbg !25
  store i32 %3, ptr %retval, align 4, !dbg !26
  br label %return, !dbg !26

near:                                             ; preds = %entry
    #dbg_label(!27, !28)
  store i32 1, ptr %retval, align 4, !dbg !29
  br label %return, !dbg !29

far:                                              ; preds = %entry
    #dbg_label(!30, !31)
  store i32 2, ptr %retval, align 4, !dbg !32
  br label %return, !dbg !32

return:                                           ; preds = %far, %near, %asm.fallthrough
  %4 = load i32, ptr %retval, align 4, !dbg !33
  ret i32 %4, !dbg !33
}

attributes #0 = { noinline nounwind optnone "frame-pointer"="non-leaf" "no-builtins" "no-trapping-math"="true" "stack-protector-buffer-size"="8" "target-cpu"="generic" "target-features"="+fp-armv8,+neon,+v8a,-fmv" }
attributes #1 = { nounwind }

!llvm.dbg.cu = !{!0}
!llvm.module.flags = !{!2, !3, !4, !5, !6, !7}
!llvm.ident = !{!8}

!0 = distinct !DICompileUnit(language: DW_LANG_C11, file: !1, producer: "clang version 21.0.0 (https://github.com/swiftlang/llvm-project.git 11673e6660b2d0a5f9f99b1c7b773f4c2f6df1b0)", isOptimized: false, runtimeVersion: 0, emissionKind: FullDebug, splitDebugInlining: false, nameTableKind: None)
!1 = !DIFile(filename: "asm.c", directory: "/src", checksumkind: CSK_MD5, checksum: "5e48bf0c50666ff91e264c2b9b9f1126")
!2 = !{i32 7, !"Dwarf Version", i32 5}
!3 = !{i32 2, !"Debug Info Version", i32 3}
!4 = !{i32 1, !"wchar_size", i32 4}
!5 = !{i32 8, !"PIC Level", i32 2}
!6 = !{i32 7, !"PIE Level", i32 2}
!7 = !{i32 7, !"frame-pointer", i32 1}
!8 = !{!"clang version 21.0.0 (https://github.com/swiftlang/llvm-project.git 11673e6660b2d0a5f9f99b1c7b773f4c2f6df1b0)"}
!9 = distinct !DISubprogram(name: "branch", scope: !1, file: !1, line: 2, type: !10, scopeLine: 3, flags: DIFlagPrototyped, spFlags: DISPFlagDefinition, unit: !0, retainedNodes: !14)
!10 = !DISubroutineType(types: !11)
!11 = !{!12, !13}
!12 = !DIBasicType(name: "int", size: 32, encoding: DW_ATE_signed)
!13 = !DIDerivedType(tag: DW_TAG_pointer_type, baseType: !12, size: 64)
!14 = !{}
!15 = !DILocalVariable(name: "p", arg: 1, scope: !9, file: !1, line: 2, type: !13)
!16 = !DILocation(line: 2, column: 17, scope: !9)
!17 = !DILocalVariable(name: "value", scope: !9, file: !1, line: 4, type: !12)
!18 = !DILocation(line: 4, column: 6, scope: !9)
!19 = !DILocation(line: 6, column: 38, scope: !9)
!20 = !DILocation(line: 6, column: 2, scope: !9)
!21 = !{i64 136}
!22 = !DILocation(line: 7, column: 59, scope: !9)
!23 = !DILocation(line: 7, column: 2, scope: !9)
!24 = !{i64 209}
!25 = !DILocation(line: 8, column: 9, scope: !9)
!26 = !DILocation(line: 8, column: 2, scope: !9)
!27 = !DILabel(scope: !9, name: "near", file: !1, line: 9, column: 1)
!28 = !DILocation(line: 9, column: 1, scope: !9)
!29 = !DILocation(line: 10, column: 2, scope: !9)
!30 = !DILabel(scope: !9, name: "far", file: !1, line: 11, column: 1)
!31 = !DILocation(line: 11, column: 1, scope: !9)
!32 = !DILocation(line: 12, column: 2, scope: !9)
!33 = !DILocation(line: 13, column: 1, scope: !9)
