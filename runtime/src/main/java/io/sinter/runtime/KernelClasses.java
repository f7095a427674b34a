package io.sinter.runtime;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// The generated classes of one executable, in a class loader of their own: they appear in stack traces and profiles
/// under their names, and vanish with the executable.
public final class KernelClasses extends ClassLoader {
  private final Map<String, byte[]> classes;

  static {
    registerAsParallelCapable();
  }

  /// @param classes class files by the binary names of the classes, such as `io.sinter.kernels.K1`
  public KernelClasses(Map<String, byte[]> classes) {
    super("sinter-kernels", KernelCode.class.getClassLoader());
    this.classes = Collections.unmodifiableMap(new LinkedHashMap<>(classes));
  }

  /// The class files, by binary name, in the order given.
  public Map<String, byte[]> classes() {
    return classes;
  }

  /// A new object of one of the classes, which implements [KernelCode] and has a public constructor without parameters.
  ///
  /// @throws CompilerBug when it is missing or the JVM refuses it
  public KernelCode kernel(String className) {
    try {
      var type = Class.forName(className, true, this).asSubclass(KernelCode.class);
      return type.getConstructor().newInstance();
    } catch (ReflectiveOperationException | ClassCastException | LinkageError e) {
      throw new CompilerBug("kernel class " + className, "A generated class cannot be loaded.", e);
    }
  }

  /// The same code in a class of its own, with which the JVM begins anew; the same object where it is in none of these.
  static KernelCode anew(KernelCode code) {
    var name = code.getClass().getName();
    return code.getClass().getClassLoader() instanceof KernelClasses all
        ? new KernelClasses(Map.of(name, all.classes.get(name))).kernel(name) : code;
  }

  /// Its own classes first: that no loader before it has them is known.
  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (!classes.containsKey(name)) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      var loaded = findLoadedClass(name);
      return loaded == null ? findClass(name) : loaded;
    }
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    var bytes = classes.get(name);
    if (bytes == null) {
      throw new ClassNotFoundException(name);
    }
    return defineClass(name, bytes, 0, bytes.length);
  }
}
