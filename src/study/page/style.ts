/** The look of a study's page, in light and dark, by CSS alone. */

/** How many series and rows are told apart. */
export const colours = 8;

export const style = `
:root { color-scheme: light dark; --ink: #1d2430; --dim: #5c6675; --line: #d5dae1; --back: #fff; --soft: #f4f6f8;
  --s0: #1f6fb4; --s1: #c2570c; --s2: #2b8a3e; --s3: #8a3ab9; --s4: #a8323e; --s5: #0b7285; --s6: #7a6200; --s7: #555f6e; --target: #a8323e; }
@media (prefers-color-scheme: dark) { :root { --ink: #e4e8ee; --dim: #9aa5b4; --line: #3a424e; --back: #14181e; --soft: #1c222a;
  --s0: #6cb2f0; --s1: #f3a262; --s2: #74cf87; --s3: #cc98ee; --s4: #f08c95; --s5: #62ccdf; --s6: #dcc35c; --s7: #aab4c2; --target: #f08c95; } }
body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--back); margin: 0 auto; padding: 1.5rem; max-width: 64rem; }
h1 { font-size: 1.5rem; margin: 0 0 .25rem; } h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; } h3 { font-size: 1rem; margin: 1.25rem 0 .25rem; }
p { margin: .25rem 0 .75rem; } .dim { color: var(--dim); } .answer { border-left: 4px solid var(--s0); padding: .5rem .75rem; background: var(--soft); }
.missed { border-color: var(--target); }
.wide { overflow-x: auto; } table { border-collapse: collapse; margin: .5rem 0; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: .2rem .75rem .2rem 0; border-bottom: 1px solid var(--line); white-space: nowrap; vertical-align: top; }
th { color: var(--dim); font-weight: 600; } .number { text-align: right; }
code { font: 13px/1.4 ui-monospace, monospace; }
svg { display: block; max-width: 100%; height: auto; margin: .25rem 0; } svg text { font: 12px system-ui, sans-serif; fill: var(--dim); }
svg .axis { stroke: var(--line); } svg .target { stroke: var(--target); stroke-dasharray: 5 4; fill: none; } svg .target-text { fill: var(--target); }
${Array.from({ length: colours }, (_, i) => `svg .c${i} { stroke: var(--s${i}); fill: var(--s${i}); }`).join("\n")}
svg path { fill: none !important; } svg rect.bar { stroke: none; fill-opacity: .75; } svg .key { fill: var(--ink); stroke: none; }
`;
