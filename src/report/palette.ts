/** The roles that colours play in what is printed; the command line fills them in. */

export interface Palette {
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly warn: (text: string) => string;
  readonly strong: (text: string) => string;
  readonly dim: (text: string) => string;
}

const plain = (text: string): string => text;

/** No colours at all. */
export const plainPalette: Palette = { good: plain, bad: plain, warn: plain, strong: plain, dim: plain };
