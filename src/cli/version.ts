/** The version of this holdfast, as its package says; the build puts it into the bundle. */

import about from "../../package.json" with { type: "json" };

export const version: string = about.version;
