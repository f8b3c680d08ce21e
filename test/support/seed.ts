/** The seed of random tests: always the same, unless FC_SEED names another. */

/** For fast-check's parameters. */
export function seeded(): { readonly seed: number } {
  return { seed: Number(process.env["FC_SEED"] ?? 28) };
}
