/** An evaluation as one HTML file that needs nothing beside it: figures, the worst cases, metrics and subgroups. */
import { type BootstrapInterval, isMeasured, type Measured } from "@cmrkit/cardiac";
import { type Html, html, nothing, styleSheet } from "@cmrkit/study";
import type { EvaluatedModel } from "../evaluate-run.ts";
import { notScored } from "../left-out.ts";
import { evaluationFigures } from "./figures.ts";
import { knownNote } from "./known-patients.ts";
import { classColour, maskPictures } from "./mask-picture.ts";
import { metricRows } from "./metric-rows.ts";
import type { PicturedCase } from "./worst-cases.ts";
import { evaluationRecord } from "./write-evaluation.ts";

const ownStyle = `
.evaluation { width: 100%; border-collapse: collapse; font-size: 12.5px; }
.evaluation th { text-align: left; font-weight: 500; color: #5b6770; }
.evaluation th, .evaluation td { padding: 3px 8px 3px 0; border-bottom: 1px solid #d7dde2; }
.evaluation .number { text-align: right; }
.plots { display: grid; grid-template-columns: 1fr 1fr; gap: 12px; }
.plots svg { width: 100%; height: auto; }
`;

/** @param worst Cases to be shown with both sides' outlines; none for a task without masks. */
export function evaluationPage(evaluated: EvaluatedModel, worst: readonly PicturedCase[]): string {
  const { task, set, patientCount, caseCount, patients } = evaluationRecord(evaluated);
  const notes = [knownNote(patients, evaluated.known, patientCount), notScored(evaluated.leftOut)];
  const page = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Evaluation of a ${task} on ${set}</title><style>${{ markup: styleSheet + ownStyle }}</style></head>
<body><main>
<header><div class="title"><h1>Evaluation: ${task}</h1><p class="badge">Research use only. Not a medical device.</p></div>
<p class="facts">${set}, ${patients} patients: ${patientCount}, ${caseCount} cases</p>${notes.filter((note) => note !== undefined).map((note) => html`<p class="note">${note}</p>`)}</header>
${figureSection(evaluated)}
${worst.length === 0 ? nothing : worstSection(evaluated, worst)}
<section><h2>Metrics</h2><p class="note">95 % bootstrap intervals over patients; n counts the patients that have a value.</p>
${metricTable(evaluated)}</section>
${subgroupTable(evaluated)}
</main></body></html>
`;
  return page.markup;
}

function figureSection(evaluated: EvaluatedModel): Html {
  const figures = Object.values(evaluationFigures(evaluated)).map((markup) => ({ markup }));
  return figures.length === 0 ? nothing : html`<section><h2>Figures</h2><div class="plots">${figures}</div></section>`;
}

function metricTable({ evaluation }: EvaluatedModel): Html {
  return html`<table class="evaluation"><thead><tr><th>metric</th><th class="number">value</th><th>95 % interval</th><th class="number">n</th></tr></thead><tbody>
${metricRows(evaluation).map(({ title, interval }) => html`<tr><td>${title}</td>${intervalCells(interval)}</tr>\n`)}</tbody></table>`;
}

function subgroupTable({ subgroups }: EvaluatedModel): Html {
  if (subgroups.length === 0) return nothing;
  const rows = subgroups.flatMap(({ fact, value, isSmall, metrics }) =>
    metricRows(metrics).map(
      ({ title, interval }) =>
        html`<tr><td>${fact} ${value ?? "not recorded"}${isSmall ? " (few)" : ""}</td><td>${title}</td>${intervalCells(interval)}</tr>\n`,
    ),
  );
  return html`<section><h2>Subgroups</h2><p class="note">Groups marked as few have under ten patients: no conclusion should rest on them.</p>
<table class="evaluation"><thead><tr><th>group</th><th>metric</th><th class="number">value</th><th>95 % interval</th><th class="number">n</th></tr></thead><tbody>
${rows}</tbody></table></section>`;
}

function intervalCells({ estimate, lower, upper, n }: BootstrapInterval): Html {
  if (!isMeasured(estimate))
    return html`<td class="why" colspan="2">${shown(estimate)}</td><td class="number">${n}</td>`;
  const interval = isMeasured(lower)
    ? html`<td>${shown(lower)} to ${shown(upper)}</td>`
    : html`<td class="why">${shown(lower)}</td>`;
  return html`<td class="number">${shown(estimate)}</td>${interval}<td class="number">${n}</td>`;
}

function shown(measured: Measured): string {
  return isMeasured(measured) ? measured.toFixed(3) : `not measurable, because ${measured.notMeasurable}`;
}

const COLUMNS = 6;

function worstSection({ task }: EvaluatedModel, worst: readonly PicturedCase[]): Html {
  const names = task.kind === "segmentation" ? Object.keys(task.classes) : [];
  const keys = names.map(
    (name, k) => html`<span class="key"><i style="background:${classColour(k + 1)}"></i>${name}, predicted</span>`,
  );
  return html`<section class="pictures"><h2>The ${worst.length} cases of the lowest mean Dice</h2>
<p class="legend"><span class="key"><i style="background:#fff"></i>expert</span>${keys}<span class="legend-note">The number under a picture is its slice, counted from 0 in the order of the stack.</span></p>
${worst.map(({ caseId, meanDice, images }) => html`<div class="phase-block"><h3>${caseId} <span class="quiet">mean Dice ${meanDice.toFixed(3)}</span></h3>${images.map((image) => html`<p class="facts">${image.masks.image.name}</p><div class="stack" style="--columns:${COLUMNS}">${maskPictures(image, names.length)}</div>`)}</div>`)}
</section>`;
}
