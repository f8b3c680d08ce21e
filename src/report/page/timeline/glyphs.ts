/** The signs of marks: each sort has a form of its own, so that no colour is needed. */

import type { MarkCategory } from "../../html/page-data.ts";
import type { Theme } from "../theme.ts";

/** Half the size of a sign. */
export const glyphRadius = 5.5;

/** Corners, from -1.2 to 1.2: a flash, a pointer, an hourglass, a lozenge, a triangle, a square, an octagon. */
const forms: Readonly<Record<MarkCategory, readonly (readonly [x: number, y: number])[]>> = {
  fault: [
    [0.2, -1.2],
    [-0.8, 0.2],
    [-0.1, 0.2],
    [-0.3, 1.2],
    [0.8, -0.3],
    [0.1, -0.3],
  ],
  operator: [
    [-0.9, -0.9],
    [0.9, -0.9],
    [0, 1],
  ],
  timeout: [
    [-0.85, -1],
    [0.85, -1],
    [-0.85, 1],
    [0.85, 1],
  ],
  wipe: [
    [0, -1.1],
    [1.1, 0],
    [0, 1.1],
    [-1.1, 0],
  ],
  conflict: [
    [0, -1.1],
    [1.1, 0.9],
    [-1.1, 0.9],
  ],
  refusal: [
    [-0.85, -0.85],
    [0.85, -0.85],
    [0.85, 0.85],
    [-0.85, 0.85],
  ],
  expectation: [
    [-0.5, -1.1],
    [0.5, -1.1],
    [1.1, -0.5],
    [1.1, 0.5],
    [0.5, 1.1],
    [-0.5, 1.1],
    [-1.1, 0.5],
    [-1.1, -0.5],
  ],
};

/** Draws a sign around a point. */
export function drawGlyph(
  context: CanvasRenderingContext2D,
  theme: Theme,
  category: MarkCategory,
  x: number,
  y: number,
): void {
  context.beginPath();
  for (const [dx, dy] of forms[category]) context.lineTo(x + dx * glyphRadius, y + dy * glyphRadius);
  context.closePath();
  context.fillStyle = theme.colour(`mark-${category}`);
  context.strokeStyle = theme.colour("surface");
  context.lineWidth = 1.5;
  context.lineJoin = "round";
  context.stroke();
  context.fill();
}

const svg = "http://www.w3.org/2000/svg";

/** The same sign as an element of its own, for legends and lists. */
export function glyphElement(category: MarkCategory): SVGSVGElement {
  const element = document.createElementNS(svg, "svg");
  element.setAttribute("viewBox", "-1.4 -1.4 2.8 2.8");
  element.setAttribute("class", `glyph mark-${category}`);
  element.setAttribute("aria-hidden", "true");
  const polygon = document.createElementNS(svg, "polygon");
  polygon.setAttribute("points", forms[category].map((point) => point.join(",")).join(" "));
  element.append(polygon);
  return element;
}
