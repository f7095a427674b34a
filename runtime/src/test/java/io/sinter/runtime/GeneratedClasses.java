package io.sinter.runtime;

import java.lang.classfile.ClassFile;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;

/// Class files made on the spot, as a backend makes them.
final class GeneratedClasses {
  private GeneratedClasses() {}

  /// A kernel that stores `value` into element 0 of its first buffer, an `int[]`.
  static byte[] storing(String name, int value) {
    var run = MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_Object.arrayType(),
        ConstantDescs.CD_int.arrayType(), ConstantDescs.CD_int, ConstantDescs.CD_int);
    return ClassFile.of().build(ClassDesc.of(name), type -> type
        .withFlags(AccessFlag.PUBLIC, AccessFlag.FINAL)
        .withInterfaceSymbols(KernelCode.class.describeConstable().orElseThrow())
        .withMethodBody(ConstantDescs.INIT_NAME, ConstantDescs.MTD_void, ClassFile.ACC_PUBLIC, code -> code
            .aload(0)
            .invokespecial(ConstantDescs.CD_Object, ConstantDescs.INIT_NAME, ConstantDescs.MTD_void)
            .return_())
        .withMethodBody("run", run, ClassFile.ACC_PUBLIC, code -> code
            .aload(1).iconst_0().aaload().checkcast(ConstantDescs.CD_int.arrayType())
            .iconst_0().loadConstant(value).iastore()
            .return_()));
  }
}
