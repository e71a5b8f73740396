/** The frame of a report: one HTML file that needs nothing beside it, with what every report of ours must say. */
import { isMeasured, type Measured } from "@cmrkit/cardiac";
import type { InputFacts } from "../input/study-input.ts";
import type { StudyWarning } from "../warning.ts";
import { type Html, html, nothing } from "./html.ts";
import { studyCode } from "./study-code.ts";
import { styleSheet } from "./style-sheet.ts";

export interface ReportPage {
  readonly title: string;
  /** Which study, such as "Study 4F7A-19C2"; empty where nothing tells. */
  readonly names: readonly string[];
  /** What was imaged and how; nothing that says who. */
  readonly facts: readonly string[];
  readonly headline: Html;
  readonly warnings: readonly StudyWarning[];
  readonly sections: readonly Html[];
  readonly conventions: readonly Term[];
  readonly provenance: readonly Term[];
}

export type Term = readonly [name: string, text: string];

/** Of tables that only these reports have. */
const tableStyle =
  ".segments { border-collapse: collapse; font-size: 12px; width: 100%; } .segments th { font-weight: 500; text-align: left; padding: 2px 8px 2px 0; } .segments td, .segments th.number { text-align: right; padding: 2px 8px 2px 0; } .segments tbody tr { border-top: 1px solid #d7dde2; } .stack.wide { --columns: 3; }";

export function reportPage(page: ReportPage): string {
  const { title, names, facts, headline, sections, conventions, provenance } = page;
  const { markup } = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${[title, ...names].join(", ")}</title><style>${{ markup: styleSheet + tableStyle }}</style></head>
<body><main>
<header><div class="title"><h1>${title}</h1><p class="badge">Research use only. Not a medical device.</p></div>
<p class="facts">${[...names, ...facts].join(" · ")}</p><p class="headline">${headline}</p></header>
${warningList(page.warnings)}
${sections}
<section class="small"><h2>Conventions</h2><dl>${conventions.map(term)}</dl></section>
<section class="small"><h2>How this was made</h2><dl>${provenance.map(term)}</dl>
<p class="badge">Research use only. Not a medical device. Do not base decisions about a patient on it.</p></section>
</main></body></html>
`;
  return markup;
}

/** Which studies the images are of, each once. */
export function studyNames(inputs: readonly InputFacts[]): readonly string[] {
  const codes = inputs.flatMap((input) => studyCode(input) ?? []);
  return [...new Set(codes)].map((code) => `Study ${code}`);
}

/** Size, scanner and field of one image. */
export function imageFacts(what: string, input: InputFacts): readonly string[] {
  const { manufacturer, manufacturerModelName, magneticFieldStrengthT, columns, rows, sliceCount } = input;
  const scanner = [manufacturer, manufacturerModelName].filter((name) => name !== undefined).join(" ");
  return [
    what,
    ...(scanner === "" ? [] : [scanner]),
    ...(magneticFieldStrengthT === undefined ? [] : [`${magneticFieldStrengthT} T`]),
    `${columns} × ${rows}, ${sliceCount} ${sliceCount === 1 ? "slice" : "slices"}`,
    `${input.voxelSpacingMm.map((mm) => mm.toFixed(2)).join(" × ")} mm`,
  ];
}

/** A value in bold with its unit, or why there is none. */
export function saidMeasure(measure: Measured, unit: string, digits: number): Html {
  if (!isMeasured(measure)) return html`<span class="why">not measurable: ${measure.notMeasurable}</span>`;
  return html`<b>${figures(measure, digits)}</b> <span class="unit">${unit}</span>`;
}

/** With the sign that print uses. */
export function figures(value: number, digits: number): string {
  return value.toFixed(digits).replace("-", "−");
}

function warningList(warnings: readonly StudyWarning[]): Html {
  if (warnings.length === 0)
    return html`<p class="no-warnings">No check gave a warning. Look at the contours all the same.</p>`;
  return html`<section class="warnings"><h2>Look at this first</h2><ul>${warnings.map(({ message }) => html`<li>${message}</li>`)}</ul></section>`;
}

function term([name, text]: Term): Html {
  return text === "" ? nothing : html`<div><dt>${name}</dt><dd>${text}</dd></div>`;
}
