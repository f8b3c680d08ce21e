/** Rules that several parts of a definition share, in the words of Marathon's validator (accord 0.5). */

import type { At, Problems } from "./json.ts";

/** A floating-point number as Java prints it: 1.0, 0.5, 1.0E7. */
export function javaDouble(value: number): string {
  const size = Math.abs(value);
  if (value !== 0 && (size >= 1e7 || size < 1e-3)) {
    const [mantissa = "", exponent = ""] = value.toExponential().split("e");
    return `${mantissa.includes(".") ? mantissa : `${mantissa}.0`}E${Number(exponent)}`;
  }
  return Number.isInteger(value) ? `${value}.0` : String(value);
}

export function notNegative(value: number, at: At, problems: Problems): void {
  if (value < 0) problems.add(at, `got ${value}, expected 0 or more`);
}

export function notNegativeDouble(value: number, at: At, problems: Problems): void {
  if (value < 0) problems.add(at, `got ${javaDouble(value)}, expected 0.0 or more`);
}

export function checkPortProtocols(protocols: readonly string[], at: At, problems: Problems): void {
  if (new Set(protocols).size < protocols.length) problems.add(at, "protocols must be unique.");
  if (protocols.some((protocol) => protocol !== "tcp" && protocol !== "udp")) {
    problems.add(at, "is not one of (tcp,udp)");
  }
}

/** Each name of its form, none twice (PortDefinition.scala:13-30, Container.scala:52-68). */
export function checkPortNames(
  ports: readonly { readonly name: string | null }[],
  at: At,
  problems: Problems,
): void {
  ports.forEach(({ name }, i) => {
    if (name !== null && !/^[a-z0-9-]+$/.test(name)) {
      problems.add([...at, i, "name"], "must fully match regular expression '^[a-z0-9-]+$'");
    }
  });
  const names = ports.map(({ name }) => name).filter((name) => name !== null);
  if (new Set(names).size < names.length) problems.add(at, "Port names must be unique.");
}
