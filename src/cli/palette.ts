/** The terminal's colours by what they mean in reports. */

import type { Palette } from "../report/palette.ts";
import type { Colours } from "./colour.ts";

export function paletteOf(colours: Colours): Palette {
  return {
    good: colours.green,
    bad: colours.red,
    warn: colours.yellow,
    strong: colours.bold,
    dim: colours.dim,
  };
}
