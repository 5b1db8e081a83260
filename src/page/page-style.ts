/** Style sheet of a page, light and dark, and black on white in print. */
export const PAGE_STYLE = `
:root { color-scheme: light dark; --paper: #fff; --ink: #1c2024; --faint: #5f6b76; --rule: #dde2e7;
  --s0: #1f6feb; --s1: #c2570c; --s2: #8a3ffc; --mark: #15803d; --band: #eef7f0; }
@media (prefers-color-scheme: dark) { :root { --paper: #14171a; --ink: #e6e9ec; --faint: #9aa5b0;
  --rule: #31373d; --s0: #6ea8fe; --s1: #f0985a; --s2: #bd93ff; --mark: #4ade80; --band: #1b2b20; } }
@media print { :root { color-scheme: light; --paper: #fff; --ink: #000; --faint: #333; --rule: #bbb;
  --s0: #1f6feb; --s1: #c2570c; --s2: #8a3ffc; --mark: #15803d; --band: #fff; }
  svg, tr, .advice { break-inside: avoid; } }
body { margin: 0 auto; padding: 2rem 1rem; max-width: 44rem; background: var(--paper);
  color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.4rem; margin: 0; overflow-wrap: anywhere; }
p.facts, ul.facts { color: var(--faint); margin: 0.25rem 0 1.5rem; overflow-wrap: anywhere; }
.advice { border: 1px solid var(--rule); border-left: 4px solid var(--mark); background: var(--band);
  padding: 0.75rem 1rem; margin: 0 0 1.5rem; overflow-wrap: anywhere; }
.advice strong { font-size: 1.15rem; }
.advice p { margin: 0.25rem 0 0; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { padding: 0.3rem 0.6rem; text-align: right; border-bottom: 1px solid var(--rule); }
th { color: var(--faint); font-weight: 600; white-space: nowrap; }
tr.chosen td { font-weight: 700; background: var(--band); }
svg { width: 100%; height: auto; margin-top: 1.5rem; font: 13px system-ui, sans-serif; }
text { fill: var(--faint); }
text.title { fill: var(--ink); font-size: 15px; font-weight: 600; }
text.middle { text-anchor: middle; }
text.end { text-anchor: end; }
line.grid { stroke: var(--rule); }
line.mark, line.level { stroke: var(--mark); stroke-dasharray: 4 4; }
line.level { stroke: var(--s1); }
.series polyline { fill: none; stroke: var(--line); stroke-width: 2; }
.series circle, .series text { fill: var(--line); }
.s0 { --line: var(--s0); } .s1 { --line: var(--s1); } .s2 { --line: var(--s2); }
`;
