/** The wall in the report: bull's-eyes of thickness, thickening and circumferential strain, and global strain. */
import { isMeasured, type Measured, type SegmentWall } from "@cmrkit/cardiac";
import type { StudyMeasurements } from "../measurements.ts";
import { bullsEye } from "./bulls-eye.ts";
import { type Html, html } from "./html.ts";

export function wallSection({ wall }: StudyMeasurements): Html {
  return html`<section><h2>Wall of the left ventricle</h2>${figuresOf(wall)}
<p>Global strain of the contours at end-systole: circumferential ${said(wall.strain.globalCircumferentialPercent)}, radial ${said(wall.strain.globalRadialPercent)}.</p>
<p class="note">${noteOf(wall)}</p></section>`;
}

function figuresOf({ orientation, segments }: StudyMeasurements["wall"]): Html {
  if (!("kind" in orientation)) return html`<p class="why">Segments not measurable: ${orientation.notMeasurable}</p>`;
  const by = (measure: (segment: SegmentWall) => Measured) => segments.map(measure);
  if (!segments.some(({ endDiastolicThicknessMm }) => isMeasured(endDiastolicThicknessMm))) {
    const [{ endDiastolicThicknessMm: why } = { endDiastolicThicknessMm: 0 }] = segments;
    return html`<p class="why">Segments not measurable: ${isMeasured(why) ? "" : why.notMeasurable}</p>`;
  }
  return html`<div class="bulls-eyes">
${bullsEye({ title: "Thickness at end-diastole", unit: "mm", digits: 1, scale: [4, 16], values: by((segment) => segment.endDiastolicThicknessMm) })}
${bullsEye({ title: "Thickening", unit: "%", digits: 0, scale: [0, 100], values: by((segment) => segment.thickeningPercent) })}
${bullsEye({ title: "Circumferential strain", unit: "%", digits: 0, scale: [0, -30], values: by((segment) => segment.circumferentialStrainPercent) })}</div>`;
}

function noteOf({ orientation, conventions, strain }: StudyMeasurements["wall"]): string {
  const side = "kind" in orientation ? ` Pictures are seen from the ${orientation.seenFrom}.` : "";
  const slices = strain.sliceIndices.length === 0 ? "" : ` (slices ${strain.sliceIndices.join(", ")})`;
  return `${conventions.segments}.${side} Thickness: ${conventions.thickness}. Strain: ${conventions.strain}${slices}.`;
}

function said(measure: Measured): Html {
  if (!isMeasured(measure)) return html`<span class="why">not measurable: ${measure.notMeasurable}</span>`;
  return html`<b>${measure.toFixed(0).replace("-", "−")} %</b>`;
}
