/** A cohort on one page that needs nothing beside it: what failed, how measures are spread, and each study. */
import { isMeasured, quantileOfSorted } from "@cmrkit/cardiac";
import { type Html, html, nothing } from "../report/html.ts";
import { studyCode } from "../report/study-code.ts";
import { styleSheet } from "../report/style-sheet.ts";
import { type CohortMeasure, cohortMeasures } from "./cohort-measures.ts";
import { distributionFigure, type NamedValue } from "./distribution-figure.ts";
import { type CohortOutcome, type FailedStudy, isMeasuredStudy, type MeasuredStudy } from "./outcome.ts";

const ownStyle = `
main { max-width: 1080px; }
.distributions { display: grid; grid-template-columns: repeat(3, 1fr); gap: 14px 22px; }
.distributions svg { background: none; }
.distributions h3 { margin: 0; }
table.studies { width: 100%; border-collapse: collapse; font-size: 12.5px; }
.studies th { text-align: left; font-weight: 500; font-size: 11.5px; color: #5b6770; }
.studies th, .studies td { padding: 3px 8px 3px 0; border-bottom: 1px solid #d7dde2; vertical-align: top; }
.studies .number { text-align: right; }
.studies .quiet { white-space: nowrap; }
`;

/** @param reportOf where a study's own report lies, from the page. */
export function cohortPage(outcomes: readonly CohortOutcome[], reportOf: (name: string) => string): string {
  const measured = outcomes.filter(isMeasuredStudy);
  const failed = outcomes.filter((outcome) => outcome.kind === "failed");
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Ventricular function of a cohort</title><style>${{ markup: styleSheet + ownStyle }}</style></head>
<body><main>
${header(measured, failed)}
${failures(failed)}
${measured.length === 0 ? nothing : html`<section><h2>Distributions</h2>${distributions(measured)}</section>`}
${measured.length === 0 ? nothing : html`<section><h2>Studies</h2>${studies(measured, reportOf)}</section>`}
<p class="badge">Research use only. Not a medical device. Do not base decisions about a patient on it.</p>
</main></body></html>
`.markup;
}

function header(measured: readonly MeasuredStudy[], failed: readonly FailedStudy[]): Html {
  const warned = measured.filter(({ measurements }) => measurements.warnings.length > 0).length;
  const models = [...new Set(measured.map(({ measurements }) => measurements.model.name))].join(", ");
  const programs = [...new Set(measured.map(({ measurements }) => measurements.software))].join(", ");
  return html`<header><div class="title"><h1>Ventricular function of a cohort</h1><p class="badge">Research use only. Not a medical device.</p></div>
<p class="headline"><b>${measured.length}</b> measured <b>${failed.length}</b> failed <b>${warned}</b> with warnings</p>
<p class="facts">${[programs, models].filter((text) => text !== "").join(" · ")}</p></header>`;
}

function failures(failed: readonly FailedStudy[]): Html {
  if (failed.length === 0) return nothing;
  return html`<section class="warnings"><h2>Not measured</h2><ul>${failed.map(({ name, error }) => html`<li><b>${name}</b> ${error.message}</li>`)}</ul></section>`;
}

function distributions(measured: readonly MeasuredStudy[]): Html {
  const figures = cohortMeasures.flatMap((measure) => {
    const values = valuesOf(measured, measure);
    return values.length === 0 ? [] : [distribution(measure, values)];
  });
  return html`<div class="distributions">${figures}</div>
<p class="note">A dot a study; band: the middle half; line: the median. Point at a dot for its name.</p>`;
}

function distribution({ title, unit, digits }: CohortMeasure, values: readonly NamedValue[]): Html {
  return html`<figure><h3>${title}</h3><p class="note">${middleOf(values, digits)} ${unit}, n = ${values.length}</p>${distributionFigure(title, values)}</figure>`;
}

/** Of fewer studies quartiles say nothing. */
const FEWEST_FOR_QUARTILES = 4;

/** The median, and the quartiles in brackets. */
function middleOf(values: readonly NamedValue[], digits: number): string {
  const sorted = values.map(({ value }) => value).toSorted((a, b) => a - b);
  const [q1, median, q3] = [0.25, 0.5, 0.75].map((share) => quantileOfSorted(sorted, share).toFixed(digits));
  return values.length < FEWEST_FOR_QUARTILES ? median! : `${median} (${q1}–${q3})`;
}

function valuesOf(measured: readonly MeasuredStudy[], { of }: CohortMeasure): readonly NamedValue[] {
  return measured.flatMap(({ name, measurements }) => {
    const value = of(measurements);
    return value !== undefined && isMeasured(value) ? [{ name, value }] : [];
  });
}

/** The columns that a reader compares studies by. */
const SHOWN = new Set([
  "lv_ef_percent",
  "lv_edv_ml",
  "lv_esv_ml",
  "lv_mass_g",
  "rv_ef_percent",
  "rv_edv_ml",
  "rv_esv_ml",
]);

function studies(measured: readonly MeasuredStudy[], reportOf: (name: string) => string): Html {
  const shown = cohortMeasures.filter(({ column }) => SHOWN.has(column));
  return html`<table class="studies"><thead><tr><th>Study</th>${shown.map(({ title, unit }) => html`<th class="number">${title}, ${unit}</th>`)}<th class="number">Warnings</th></tr></thead>
<tbody>${measured.map((study) => studyRow(study, shown, reportOf(study.name)))}</tbody></table>`;
}

function studyRow({ name, measurements }: MeasuredStudy, shown: readonly CohortMeasure[], report: string): Html {
  const cells = shown.map(({ of, digits }) => {
    const value = of(measurements);
    if (value === undefined) return html`<td></td>`;
    return isMeasured(value)
      ? html`<td class="number">${value.toFixed(digits)}</td>`
      : html`<td class="why" title="${value.notMeasurable}">not measurable</td>`;
  });
  const code = studyCode(measurements.input);
  const kinds = [...new Set(measurements.warnings.map(({ kind }) => kind))];
  return html`<tr><td><a href="${report}">${name}</a>${code === undefined ? nothing : html` <span class="quiet">${code}</span>`}</td>${cells}<td class="number" title="${kinds.join(", ")}">${kinds.length === 0 ? "" : kinds.length}</td></tr>
`;
}
