/** The table of measures: values, indexed values, and where they lie in the range of healthy adults. */
import {
  type BodySurfaceAreaFormula,
  isMeasured,
  type Measured,
  type PapillaryConvention,
  rangePosition,
  referenceRange,
  type Sex,
} from "@cmrkit/cardiac";
import type { StudyMeasurements } from "../measurements.ts";
import type { Comparison } from "../reference.ts";
import { type Figure, leftVentricularFigures, rightVentricularFigures } from "./figures.ts";
import { type Html, html, nothing } from "./html.ts";
import { rangeBar, rangeText } from "./range-bar.ts";

interface Ranges {
  readonly sex: Sex | undefined;
  readonly papillaryMuscles: PapillaryConvention;
  readonly comparison: Comparison;
}

export function figureTable(measurements: StudyMeasurements): Html {
  const ranges: Ranges = {
    sex: measurements.subject.sex,
    papillaryMuscles: measurements.conventions.papillaryMuscles,
    comparison: measurements.reference,
  };
  return html`<table class="figures">
<thead><tr><th>Measure</th><th class="number">Value</th><th class="number">Indexed</th><th class="number">${hasRanges(ranges) ? "Reference" : ""}</th><th></th></tr></thead>
${group("Left ventricle", leftVentricularFigures(measurements), ranges)}
${group("Right ventricle", rightVentricularFigures(measurements), ranges)}
</table>
<p class="note">${rangeNote(measurements, ranges)}</p>`;
}

function hasRanges({ sex, papillaryMuscles }: Ranges): boolean {
  return sex !== undefined && referenceRange("leftVentricle.ejectionFractionPercent", sex, papillaryMuscles) !== null;
}

function group(title: string, figures: readonly Figure[], ranges: Ranges): Html {
  return html`<tbody><tr class="group"><th colspan="5">${title}</th></tr>
${figures.map((figure) => row(figure, ranges))}</tbody>`;
}

function row(figure: Figure, ranges: Ranges): Html {
  const { title, value, unit, digits, indexed } = figure;
  if (!isMeasured(value)) {
    return html`<tr><td>${title}</td><td class="why" colspan="4">not measurable: ${value.notMeasurable}</td></tr>\n`;
  }
  const indexedCell = indexed === undefined ? nothing : quantity(indexed.value, indexed.unit, indexed.digits ?? digits);
  return html`<tr><td>${title}</td><td class="number">${quantity(value, unit, digits)}</td><td class="number">${indexedCell}</td>${rangeCells(figure, ranges)}</tr>\n`;
}

function quantity(value: Measured, unit: string, digits: number): Html {
  if (!isMeasured(value)) return html`<span class="why">not measurable</span>`;
  return html`<b>${value.toFixed(digits)}</b> <span class="unit">${unit}</span>`;
}

function rangeCells({ value, indexed, range }: Figure, { sex, papillaryMuscles, comparison }: Ranges): Html {
  const held = range?.of === "indexed" ? indexed?.value : value;
  const reference = range && sex ? referenceRange(range.measure, sex, papillaryMuscles) : null;
  if (reference === null || held === undefined || !isMeasured(held)) return html`<td></td><td></td>`;
  const position = rangePosition(held, reference);
  const said = position === "within" ? nothing : html`<span class="outside">${position}</span>`;
  return html`<td class="number range-text">${rangeText(reference)} <span class="unit">${reference.unit}</span></td><td class="bar">${rangeBar(held, reference)}${said}${range ? scoreText(comparison[range.measure].zScore) : nothing}</td>`;
}

/** Beside the bar; the note below says why others have none. */
function scoreText(zScore: Measured): Html {
  return isMeasured(zScore) ? html` <span class="unit">z ${zScore.toFixed(1).replace("-", "−")}</span>` : nothing;
}

function rangeNote({ subject, bodySurfaceAreaM2, conventions, reference }: StudyMeasurements, { sex }: Ranges): string {
  const { bodySize } = subject;
  const indexing =
    bodySize === undefined || bodySurfaceAreaM2 === undefined
      ? "Nothing is indexed: height and weight are not known."
      : `Indexed to ${bodySurfaceAreaM2.toFixed(2)} m² (${formulaName(conventions.bodySurfaceAreaFormula)}: ${bodySize.heightCm.toFixed(0)} cm, ${bodySize.weightKg.toFixed(0)} kg).`;
  return `${indexing} ${referenceNote(sex, conventions.papillaryMuscles)} ${scoreNote(reference)}`;
}

/** z-scores: against whom, or why there are none. */
function scoreNote(reference: Comparison): string {
  const all = Object.values(reference);
  const sources = [...new Set(all.flatMap(({ zScoreSource }) => zScoreSource ?? []))];
  if (sources.length > 0)
    return `z-scores against ${sources.join(", ")}; measures without one have a source that gives limits only.`;
  const { zScore } = reference["leftVentricle.ejectionFractionPercent"];
  return isMeasured(zScore) ? "" : `No z-scores: ${zScore.notMeasurable}.`;
}

function formulaName(formula: BodySurfaceAreaFormula | null): string {
  return formula === "dubois" ? "Du Bois" : "Mosteller";
}

function referenceNote(sex: Sex | undefined, papillaryMuscles: PapillaryConvention): string {
  if (sex === undefined) return "No reference ranges: sex is not known.";
  if (papillaryMuscles === "mass") {
    return "No reference ranges: those known here count papillary muscles to the cavity.";
  }
  return `Reference: healthy ${sex} adults, papillary muscles in the cavity (Zhan 2024, doi:10.1161/CIRCIMAGING.123.016090; SCMR 2025, doi:10.1016/j.jocmr.2025.101853).`;
}
