"""Writes schemas.txt, the signatures of all ONNX operators in all versions, from the installed package `onnx`.

    python3 frontend/onnx/src/main/schema/make_schemas.py frontend/onnx/src/main/resources/io/sinter/onnx/schemas.txt

The form of a line is described in Schemas.java. Needs no more than `pip install onnx`; the build does not run it.
"""

import re
import sys

import onnx
from onnx.defs import OpSchema, get_all_schemas_with_history

OURS = {
    "float": "f32", "double": "f64", "float16": "f16", "bfloat16": "bf16",
    "complex64": "c64", "complex128": "c128", "bool": "bool", "string": "string",
    **{f"{sign}int{bits}": f"{name}{bits}" for sign, name in (("", "i"), ("u", "u")) for bits in (2, 4, 8, 16, 32, 64)},
    **{f"float{rest}": f"f{rest}" for rest in
       ("8e4m3fn", "8e4m3fnuz", "8e5m2", "8e5m2fnuz", "8e8m0", "6e2m3", "6e3m2", "4e2m1")},
}


def named(text):
    """`seq(tensor(float))` as `seq(f32)`, `map(int64, float)` as `map(i64;f32)`."""
    plain = re.sub(r"\btensor\((\w+)\)", r"\1", text)
    return re.sub(r"\w+", lambda word: OURS.get(word[0], word[0]), plain).replace(" ", "").replace(",", ";")


def slots(parameters, parameterized):
    out = []
    for at, p in enumerate(parameters):
        suffix = ""
        if p.option == OpSchema.FormalParameterOption.Optional:
            suffix = "?"
        elif p.option == OpSchema.FormalParameterOption.Variadic:
            suffix = ("*" if p.is_homogeneous else "~") + str(p.min_arity)
        out.append(f"{p.name}:{p.type_str if p.type_str in parameterized else named(p.type_str)}{suffix}")
    return " ".join(out)


def line(schema):
    parameterized = {c.type_param_str: c.allowed_type_strs for c in schema.type_constraints}
    key = f"{schema.domain}:{schema.name}" if schema.domain else schema.name
    attributes = " ".join(
        f"{a.name}:{str(a.type).split('.')[-1]}{'!' if a.required else ''}"
        for a in sorted(schema.attributes.values(), key=lambda a: a.name))
    types = " ".join(f"{name}={','.join(sorted(map(named, allowed)))}" for name, allowed in parameterized.items())
    parts = [f"{key} {schema.since_version}{' deprecated' if schema.deprecated else ''}",
             slots(schema.inputs, parameterized), slots(schema.outputs, parameterized), attributes, types]
    return " | ".join(parts).rstrip()


def main():
    schemas = sorted(get_all_schemas_with_history(), key=lambda s: (s.domain, s.name, s.since_version))
    with open(sys.argv[1], "w", encoding="utf-8", newline="\n") as out:
        out.write(f"# Written by make_schemas.py from onnx {onnx.__version__}: see Schemas.java.\n")
        out.writelines(line(s) + "\n" for s in schemas)


main()
