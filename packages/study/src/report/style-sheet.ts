/** How the report looks, on a screen and on A4 paper. */
import { ink, inkOf } from "./palette.ts";

/** Closer lines, so that pages hold more; of paper, and of pictures that are cut into pages. */
function compact(within: "" | ".paper "): string {
  return [
    "h2 { margin-top: 16px; }",
    ".figures td { padding-top: 1px; padding-bottom: 1px; }",
    ".figures .group th { padding-top: 6px; }",
    "header { padding-bottom: 8px; }",
    ".headline { margin-top: 8px; }",
    ".warnings { margin-top: 10px; padding: 6px 12px; }",
    ".warnings h2 { margin-top: 0; }",
    ".small { font-size: 11px; line-height: 1.35; }",
    ".small h2 { margin: 10px 0 4px; }",
    "dl div { padding: 1px 0; }",
    ".slice-strip th { padding-top: 1px; padding-bottom: 1px; }",
    ".slice-strip td { padding-top: 1px; padding-bottom: 1px; }",
  ]
    .map((rule) => `  ${within}${rule}`)
    .join("\n");
}

export const styleSheet = `
@page { size: A4; margin: 14mm 15mm; }
* { box-sizing: border-box; }
html { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
body { margin: 0; background: #eef1f3; color: ${ink.text}; font: 14px/1.45 "Helvetica Neue", Helvetica, Arial, "Liberation Sans", sans-serif; font-variant-numeric: tabular-nums; }
main { max-width: 820px; margin: 24px auto; padding: 40px 48px; background: #fff; }
h1 { margin: 0; font-size: 24px; font-weight: 600; letter-spacing: -0.01em; }
h2 { margin: 26px 0 8px; font-size: 13px; font-weight: 600; letter-spacing: 0.02em; color: ${ink.text}; }
h3 { margin: 14px 0 6px; font-size: 13px; font-weight: 600; }
p { margin: 6px 0; }
header { border-bottom: 1.5px solid ${ink.text}; padding-bottom: 12px; }
.title { display: flex; justify-content: space-between; align-items: baseline; gap: 24px; }
.badge { margin: 0; font-size: 12px; font-weight: 600; color: ${ink.alert}; }
dl + .badge, table + .badge, .wide + .badge { margin-top: 12px; }
.facts, .quiet, .unit, .note, .legend { color: ${ink.quiet}; }
.facts { font-size: 12.5px; }
.quiet { font-weight: 400; }
.headline { margin-top: 14px; font-size: 16px; }
.headline b { font-size: 24px; margin: 0 6px; }
.warnings { margin-top: 16px; padding: 10px 16px; border-left: 4px solid ${ink.alert}; background: #fbf3ec; }
.warnings h2 { margin: 0 0 4px; color: ${ink.alert}; }
.warnings ul { margin: 0; padding-left: 18px; font-size: 12.5px; }
.no-warnings { font-size: 12.5px; color: ${ink.quiet}; }
table.figures { width: 100%; border-collapse: collapse; }
.figures th { text-align: left; font-size: 11.5px; font-weight: 500; color: ${ink.quiet}; padding: 4px 8px 4px 0; }
.figures .group th { padding-top: 10px; font-size: 13px; font-weight: 600; color: ${ink.text}; border-bottom: 1px solid ${ink.rule}; }
.figures td { padding: 4px 8px 4px 0; border-bottom: 1px solid ${ink.rule}; white-space: nowrap; }
.figures .number { text-align: right; }
.figures th.number { padding-right: 62px; }
.figures th.number:nth-child(4) { padding-right: 48px; }
.figures b { font-weight: 600; }
.figures td.bar { width: 205px; padding-left: 14px; }
.figures td.why { white-space: normal; }
.unit, .range-text { font-size: 12px; }
.number .unit { display: inline-block; width: 54px; text-align: left; }
.figures .range-text .unit { width: 40px; }
.range { width: 130px; height: 14px; vertical-align: -2px; }
.outside { margin-left: 8px; font-size: 12px; font-weight: 600; color: ${ink.alert}; }
.why { font-style: italic; color: ${ink.quiet}; }
.note { font-size: 11.5px; }
.charts { display: grid; grid-template-columns: 1fr 1fr; gap: 18px; }
.chart svg { background: none; }
.chart figcaption { font-size: 12px; font-weight: 600; color: ${ink.text}; }
.curves { display: block; width: 100%; height: auto; }
.curves text { font-size: 12.5px; }
.curves .tick, .curves .axis { fill: ${ink.quiet}; }
.curves .phase, .curves .curve-name { font-size: 13px; font-weight: 600; }
.bulls-eyes { display: grid; grid-template-columns: repeat(3, 1fr); gap: 8px 18px; }
.bulls-eye svg { background: none; }
.bulls-eye text { font-size: 13px; font-weight: 600; }
.bulls-eye .wall-name, .bulls-eye .tick { font-size: 10.5px; font-weight: 400; fill: ${ink.quiet}; }
.bulls-eye figcaption { font-size: 12px; font-weight: 600; color: ${ink.text}; }
.legend { font-size: 11.5px; }
.key { margin-right: 18px; white-space: nowrap; }
.legend-note { display: block; }
.key i { display: inline-block; width: 18px; height: 3px; margin-right: 6px; vertical-align: 3px; box-shadow: 0 0 0 0.5px #777; }
.stack { display: grid; grid-template-columns: repeat(var(--columns), 1fr); gap: 8px 5px; }
figure { margin: 0; }
figure svg { display: block; width: 100%; height: auto; background: #000; }
figcaption { font-size: 10.5px; text-align: center; color: ${ink.quiet}; }
.contours path { fill: none; stroke-width: 1.3px; vector-effect: non-scaling-stroke; stroke-linejoin: round; }
.letters text { fill: #fff; font-weight: 600; stroke: #000; stroke-width: 0.25em; paint-order: stroke; }
.stage { display: grid; grid-template-columns: minmax(0, 400px) 1fr; gap: 24px; align-items: center; }
.stage figure:focus-visible, .controls :focus-visible { outline: 3px solid ${inkOf.rightVentricle}; outline-offset: 2px; }
.controls { display: grid; gap: 12px; font-size: 13px; }
.controls label { display: grid; gap: 4px; }
.controls label.check { display: block; }
.controls button { justify-self: start; min-width: 90px; padding: 8px 16px; font: inherit; font-weight: 600; color: #fff; background: ${ink.text}; border: 0; border-radius: 4px; cursor: pointer; }
.where { margin: 0; color: ${ink.quiet}; }
.wide { overflow-x: auto; }
.slice-strip { width: 100%; border-collapse: collapse; font-size: 12px; }
.slice-strip th { font-weight: 500; color: ${ink.quiet}; text-align: center; padding: 2px; vertical-align: bottom; }
.slice-strip th:first-child { text-align: left; width: 168px; }
.slice-strip tbody th { color: ${ink.text}; }
.slice-strip .wall th { padding-left: 12px; font-size: 11px; color: ${ink.quiet}; }
.slice-strip td { text-align: center; padding: 2px; }
.slice-strip tr { border-bottom: 1px solid ${ink.rule}; }
.slice-strip .wall td { font-size: 11px; color: ${ink.quiet}; }
.slice-strip .end { display: block; font-size: 10.5px; }
.slice-strip small { font-size: 10.5px; }
.sign { font-size: 14px; line-height: 1; }
.said { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.slice-strip td { position: relative; }
.slice-notes { margin: 6px 0; padding-left: 18px; font-size: 11.5px; }
.small { font-size: 12px; }
dl { margin: 0; }
dl div { display: grid; grid-template-columns: 170px 1fr; gap: 12px; padding: 2px 0; }
dt { color: ${ink.quiet}; }
dd { margin: 0; overflow-wrap: anywhere; }
section, tbody, figure, .phase-block { break-inside: avoid; }
.pictures { break-inside: auto; }
h2, h3 { break-after: avoid; }
@media print {
  body { background: #fff; font-size: 12.5px; }
  .player { display: none; }
  main { max-width: none; margin: 0; padding: 0; }
${compact("")}
}
@media screen {
  .paper { background: #fff; font-size: 12.5px; }
  .paper main { max-width: none; margin: 0; padding: 32px 40px; }
${compact(".paper ")}
}
@media (max-width: 640px) {
  main { margin: 0; padding: 20px 16px; }
  .stack { grid-template-columns: repeat(3, 1fr); }
  .charts, .stage { grid-template-columns: 1fr; }
  .figures td.bar { display: none; }
}
`;
