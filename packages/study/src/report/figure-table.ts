/** The table of measures: values, indexed values, and where they lie in the range of healthy adults. */
import { type BodySurfaceAreaFormula, isMeasured, type Measured, rangePosition } from "@cmrkit/cardiac";
import type { StudyMeasurements } from "../measurements.ts";
import type { Comparison } from "../reference.ts";
import { type Figure, leftVentricularFigures, rightVentricularFigures } from "./figures.ts";
import { type Html, html, nothing } from "./html.ts";
import { rangeBar, rangeText } from "./range-bar.ts";
import { referenceNote } from "./reference-note.ts";

export function figureTable(measurements: StudyMeasurements): Html {
  const { reference } = measurements;
  const hasRanges = Object.values(reference).some(({ range }) => range !== null);
  return html`<table class="figures">
<thead><tr><th>Measure</th><th class="number">Value</th><th class="number">Indexed</th><th class="number">${hasRanges ? "Reference" : ""}</th><th></th></tr></thead>
${group("Left ventricle", leftVentricularFigures(measurements), reference)}
${group("Right ventricle", rightVentricularFigures(measurements), reference)}
</table>
<p class="note">${indexingNote(measurements)} ${referenceNote(measurements)}</p>`;
}

function group(title: string, figures: readonly Figure[], reference: Comparison): Html {
  return html`<tbody><tr class="group"><th colspan="5">${title}</th></tr>
${figures.map((figure) => row(figure, reference))}</tbody>`;
}

function row(figure: Figure, reference: Comparison): Html {
  const { title, value, unit, digits, indexed } = figure;
  if (!isMeasured(value)) {
    return html`<tr><td>${title}</td><td class="why" colspan="4">not measurable: ${value.notMeasurable}</td></tr>\n`;
  }
  const indexedCell = indexed === undefined ? nothing : quantity(indexed.value, indexed.unit, indexed.digits ?? digits);
  return html`<tr><td>${title}</td><td class="number">${quantity(value, unit, digits)}</td><td class="number">${indexedCell}</td>${rangeCells(figure, reference)}</tr>\n`;
}

function quantity(value: Measured, unit: string, digits: number): Html {
  if (!isMeasured(value)) return html`<span class="why">not measurable</span>`;
  return html`<b>${value.toFixed(digits)}</b> <span class="unit">${unit}</span>`;
}

function rangeCells({ value, indexed, range: held }: Figure, reference: Comparison): Html {
  const compared = held && reference[held.measure];
  const at = held?.of === "indexed" ? indexed?.value : value;
  if (!compared?.range || at === undefined || !isMeasured(at)) return html`<td></td><td></td>`;
  const { range, zScore } = compared;
  const position = rangePosition(at, range);
  const said = position === "within" ? nothing : html`<span class="outside">${position}</span>`;
  return html`<td class="number range-text">${rangeText(range)} <span class="unit">${range.unit}</span></td><td class="bar">${rangeBar(at, range)}${said}${scoreText(zScore)}</td>`;
}

/** Beside the bar; the note below says why others have none. */
function scoreText(zScore: Measured): Html {
  return isMeasured(zScore) ? html` <span class="unit">z ${zScore.toFixed(1).replace("-", "−")}</span>` : nothing;
}

function indexingNote({ subject: { bodySize }, bodySurfaceAreaM2, conventions }: StudyMeasurements): string {
  return bodySize === undefined || bodySurfaceAreaM2 === undefined
    ? "Nothing is indexed: height and weight are not known."
    : `Indexed to ${bodySurfaceAreaM2.toFixed(2)} m² (${formulaName(conventions.bodySurfaceAreaFormula)}: ${bodySize.heightCm.toFixed(0)} cm, ${bodySize.weightKg.toFixed(0)} kg).`;
}

function formulaName(formula: BodySurfaceAreaFormula | null): string {
  return formula === "dubois" ? "Du Bois" : "Mosteller";
}
