/** Rules of a report on top of those of all pages. */
export const REPORT_STYLE = `
:root { --outage: #e5484d33; --pause: #d9a40633; --gap: #6b728059; --s3: #be185d; }
body { max-width: 52rem; }
h2 { font-size: 1.15rem; margin: 2rem 0 0.5rem; }
figure { margin: 0 0 1rem; break-inside: avoid; }
figcaption { color: var(--faint); font-size: 0.9rem; overflow-wrap: anywhere; }
svg { margin-top: 0.75rem; }
rect.outage { fill: var(--outage); } rect.pause { fill: var(--pause); } rect.gap { fill: var(--gap); } rect.bar { fill: var(--s0); }
rect.seen { fill: var(--line, var(--s0)); } rect.strip { fill: var(--rule); opacity: 0.5; }
.s3 { --line: var(--s3); }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.15rem 1rem; margin: 0.5rem 0; }
dt { color: var(--faint); } dd { margin: 0; overflow-wrap: anywhere; }
th.name, td.name { text-align: left; overflow-wrap: anywhere; }
.bad { border-left-color: #c2570c; background: none; }
.neutral { border-left-color: var(--rule); background: none; }
.sheet { display: grid; grid-template-columns: repeat(auto-fill, minmax(11rem, 1fr)); gap: 0.75rem; }
.sheet figure { margin: 0; } .sheet img, .label img, .failure img { width: 100%; height: auto; border-radius: 4px; display: block; }
.label, .failure { display: grid; grid-template-columns: 9rem 1fr; gap: 0 1rem; align-items: start; padding: 0.6rem 0;
  border-bottom: 1px solid var(--rule); break-inside: avoid; }
.label p, .failure p { margin: 0; overflow-wrap: anywhere; } .label svg { margin-top: 0.25rem; }
.none { background: var(--rule); opacity: 0.5; border-radius: 4px; aspect-ratio: 16 / 9; }
@media (max-width: 30rem) { .label, .failure { grid-template-columns: 5rem 1fr; } }
@media print { .sheet { grid-template-columns: repeat(4, 1fr); } }
`;
