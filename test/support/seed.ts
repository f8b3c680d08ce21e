/** The seed of random tests: always the same, unless FC_SEED names another. */

/** How many scenarios the long run plays under each seed. */
export const perSeed = 100;

/** For fast-check's parameters. */
export function seeded(): { readonly seed: number } {
  return { seed: Number(process.env["FC_SEED"] ?? 28) };
}
