/** Which slices counted at each phase of each ventricle, and why, as a strip of the stack. */
import { type CountedSlice, isMeasured, type PhaseSlices, type SliceVerdict } from "@cmrkit/cardiac";
import type { StudyMeasurements } from "../measurements.ts";
import { type Html, html, nothing } from "./html.ts";

export function sliceStrip({ slices, wall }: Pick<StudyMeasurements, "slices" | "wall">): Html {
  const rows = rowsOf(slices);
  const [first] = rows;
  if (first === undefined) return nothing;
  const apexAt = "kind" in wall.orientation ? wall.orientation.apexAt : undefined;
  const notes = rows.flatMap(({ title, phase }) => phase.slices.filter(isNotable).map((slice) => note(title, slice)));
  return html`<section class="slices"><h2>Slices that counted</h2><div class="wide"><table class="slice-strip">
<thead><tr><th scope="col">Slice</th>${first.phase.slices.map(({ sliceIndex }) => html`<th scope="col">${sliceIndex}${endOf(sliceIndex, first.phase.slices.length, apexAt)}</th>`)}</tr></thead>
<tbody>${rows.map(row)}</tbody></table></div>
<p class="legend">${(["counted", "partly counted", "left out", "no cavity"] as const).map((verdict) => html`<span class="key"><span class="sign">${signs[verdict]}</span> ${verdict}</span>`)}</p>
${notes.length === 0 ? nothing : html`<ul class="slice-notes">${notes}</ul>`}
<p class="note">${slices.convention.replace(/^./, (letter) => letter.toUpperCase())}. To count others, without drawing the contours anew: cmr analyze INPUT --from RESULTS --slices ed=FIRST-LAST,es=FIRST-LAST --out FOLDER.</p></section>`;
}

interface Row {
  readonly title: string;
  readonly phase: PhaseSlices;
}

function rowsOf({ leftVentricle: left, rightVentricle: right }: StudyMeasurements["slices"]): readonly Row[] {
  const named = [
    ["LV, end-diastole", left.endDiastole],
    ["LV, end-systole", left.endSystole],
    ["RV, end-diastole", right.endDiastole],
    ["RV, end-systole", right.endSystole],
  ] as const;
  return named.flatMap(([title, phase]) => ("slices" in phase ? [{ title, phase }] : []));
}

function endOf(slice: number, count: number, apexAt: "first slice" | "last slice" | undefined): Html {
  if (apexAt === undefined || (slice !== 0 && slice !== count - 1)) return nothing;
  const isApex = (slice === 0) === (apexAt === "first slice");
  return html`<span class="end">${isApex ? "apex" : "base"}</span>`;
}

const signs: Readonly<Record<SliceVerdict, string>> = {
  counted: "●",
  "partly counted": "◐",
  "left out": "○",
  "no cavity": "·",
};

function row({ title, phase: { slices } }: Row): Html {
  const signRow = html`<tr><th scope="row">${title}</th>${slices.map(cell)}</tr>`;
  return slices.some(({ wallRule }) => wallRule)
    ? html`${signRow}<tr class="wall"><th scope="row">wall around the cavity, %</th>${slices.map(wallCell)}</tr>`
    : signRow;
}

function cell({ verdict, share, reason }: CountedSlice): Html {
  const part = verdict === "partly counted" ? html` <small>${(100 * share).toFixed(0)} %</small>` : nothing;
  return html`<td title="${verdict}: ${reason}"><span class="sign" aria-hidden="true">${signs[verdict]}</span><span class="said">${verdict}</span>${part}</td>`;
}

function wallCell({ wallRule }: CountedSlice): Html {
  const share = wallRule?.walledShare;
  return html`<td>${share !== undefined && isMeasured(share) ? (100 * share).toFixed(0) : ""}</td>`;
}

/** Less than the whole counted, or somebody else would have decided otherwise. */
function isNotable({ verdict, wallRule, landmarks }: CountedSlice): boolean {
  if (verdict === "no cavity") return false;
  return (
    verdict !== "counted" || [wallRule, landmarks].some((other) => other !== undefined && other.verdict !== verdict)
  );
}

function note(title: string, { sliceIndex, verdict, reason, by, wallRule, landmarks }: CountedSlice): Html {
  const others = [
    ...(wallRule && by !== "wall rule" ? [`by the wall rule ${wallRule.verdict}, ${wallRule.reason}`] : []),
    ...(landmarks && by !== "landmarks" ? [`by landmarks ${landmarks.verdict}, ${landmarks.reason}`] : []),
  ];
  return html`<li>${title}, slice ${sliceIndex}: <b>${verdict}</b>, ${reason} (${by})${others.map((other) => html`; ${other}`)}</li>`;
}
