/** The report of one study: a single HTML file that needs nothing beside it, on one to three A4 pages. */
import { ejectionFractionClass, isMeasured, type Measured, structureNames, structures } from "@cmrkit/cardiac";
import type { Analysis } from "../analyse.ts";
import { saidOfContours } from "../contour-origin.ts";
import type { StudyMeasurements } from "../measurements.ts";
import { cinePlayer } from "./cine-player.ts";
import { figureTable } from "./figure-table.ts";
import { type Html, html, nothing, rawHtml } from "./html.ts";
import { phasePictures } from "./phase-pictures.ts";
import { sliceStrip } from "./slice-strip.ts";
import { strainCurves } from "./strain-curves.ts";
import { saidOfCode, studyCode } from "./study-code.ts";
import { styleSheet } from "./style-sheet.ts";
import { volumeCurves } from "./volume-curves.ts";
import { wallSection } from "./wall-section.ts";

/**
 * @param onPaper Leaves out what moves: paper shows end-diastole and end-systole.
 */
export function reportHtml(analysis: Analysis, { onPaper = false }: { readonly onPaper?: boolean } = {}): string {
  const { measurements, volume } = analysis;
  const page = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${SECURITY}">
<title>${["Ventricular function from cardiac MR", ...namesOf(measurements.input)].join(", ")}</title><style>${rawHtml(styleSheet)}</style></head>
<body class="${onPaper ? "paper" : "screen"}"><main>
${header(measurements)}
${warnings(measurements)}
<section><h2>Measures</h2>${figureTable(measurements)}</section>
${measurements.input.format === "nifti-pair" ? nothing : curves(measurements, volume.frameTimesMs)}
${wallSection(measurements)}
${onPaper ? nothing : cinePlayer(analysis)}
${phasePictures(analysis)}
${sliceStrip(measurements)}
${conventions(measurements)}
${provenance(measurements)}
</main></body></html>
`;
  return page.markup;
}

/** The page asks nothing of any network, and browsers hold it to that. */
const SECURITY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'";

function header({ input, leftVentricle }: StudyMeasurements): Html {
  const ejectionFraction = leftVentricle.ejectionFractionPercent;
  const summary = isMeasured(ejectionFraction)
    ? html`<p class="headline">Left ventricular ejection fraction <b>${ejectionFraction.toFixed(0)} %</b> <span class="quiet">${classText[ejectionFractionClass(ejectionFraction)]}</span></p>`
    : html`<p class="headline">Left ventricular ejection fraction <span class="why">not measurable: ${ejectionFraction.notMeasurable}</span></p>`;
  return html`<header><div class="title"><h1>Ventricular function</h1><p class="badge">Research use only. Not a medical device.</p></div>
<p class="facts">${factsOf(input).join(" · ")}</p>${summary}</header>`;
}

const classText = {
  reduced: "reduced, ≤ 40 %",
  "mildly-reduced": "mildly reduced, 41–49 %",
  preserved: "preserved, ≥ 50 %",
} as const;

/** Which study it is, where the input tells one from another. */
function namesOf(input: StudyMeasurements["input"]): readonly string[] {
  const code = studyCode(input);
  return code === undefined ? [] : [`Study ${code}`];
}

/** What was imaged and how; nothing that says who. */
function factsOf(input: StudyMeasurements["input"]): readonly string[] {
  const { manufacturer, manufacturerModelName, magneticFieldStrengthT, heartRatePerMin, voxelSpacingMm } = input;
  const scanner = [manufacturer, manufacturerModelName].filter((name) => name !== undefined).join(" ");
  const frames = input.format === "nifti-pair" ? "end-diastole and end-systole" : `${input.frameCount} frames`;
  return [
    ...namesOf(input),
    "Short-axis cine MR",
    ...(scanner === "" ? [] : [scanner]),
    ...(magneticFieldStrengthT === undefined ? [] : [`${magneticFieldStrengthT} T`]),
    `${input.columns} × ${input.rows}`,
    `${input.sliceCount} slices × ${frames}`,
    `${voxelSpacingMm.map((mm) => mm.toFixed(2)).join(" × ")} mm`,
    ...(heartRatePerMin === undefined ? [] : [`${heartRatePerMin.toFixed(0)} beats/min`]),
  ];
}

function warnings({ warnings }: StudyMeasurements): Html {
  if (warnings.length === 0)
    return html`<p class="no-warnings">No check gave a warning. Look at the contours all the same.</p>`;
  return html`<section class="warnings"><h2>Look at this first</h2><ul>${warnings.map(({ message }) => html`<li>${message}</li>`)}</ul></section>`;
}

function curves(measurements: StudyMeasurements, frameTimesMs: readonly number[] | undefined): Html {
  return html`<section class="curve-section"><h2>Over the cardiac cycle</h2><div class="charts">
<figure class="chart">${volumeCurves(measurements, frameTimesMs)}<figcaption>Volume of both ventricles</figcaption></figure>
<figure class="chart">${strainCurves(measurements, frameTimesMs)}<figcaption>Strain of the left ventricle's contours</figcaption></figure></div></section>`;
}

function conventions({ conventions }: StudyMeasurements): Html {
  const papillary = { cavity: "counted to the cavity", mass: "counted to the mass, found by intensity" } as const;
  return html`<section class="small"><h2>Conventions</h2><dl>
${term("Volumes", conventions.volumeMethod)}
${term("Papillary muscles", papillary[conventions.papillaryMuscles])}
${term("Mass", `myocardial volume at end-diastole × ${conventions.myocardialDensityGPerMl} g/ml`)}
${term("Left ventricle", conventions.leftVentriclePhases)}
${term("Right ventricle", conventions.rightVentriclePhases)}
${term("Classes of ejection fraction", "ESC 2021 and AHA/ACC/HFSA 2022; a class is no diagnosis")}
</dl></section>`;
}

function provenance({
  input,
  model,
  software,
  contours,
  imageCheck,
  outlineCheck,
  contourConfidence,
}: StudyMeasurements): Html {
  return html`<section class="small"><h2>How this was made</h2><dl>
${studyCode(input) === undefined ? nothing : term("Study", saidOfCode(input))}
${term("Program", software)}
${term("Model", `${model.name}; weights under ${model.licence}`)}
${term("SHA-256 of the weights", model.sha256)}
${term("Contours", saidOfContours({ contours }))}
${term("Images checked", saidOfImages(imageCheck))}
${term("Contours judged", saidOfCheck(outlineCheck))}
${term("Expected Dice", saidOfConfidence(contourConfidence))}
</dl><p class="badge">Research use only. Not a medical device. Do not base decisions about a patient on it.</p></section>`;
}

function saidOfImages(check: StudyMeasurements["imageCheck"]): string {
  if (check.kind === "not-checked") return `not checked: ${check.reason}`;
  const verdict = check.verdict === "familiar" ? "familiar" : "unfamiliar, see the first page";
  return `${verdict}; distance ${check.distance.toFixed(0)}, where up to ${check.limit.toFixed(0)} is usual, by ${check.model.name}`;
}

function saidOfCheck(check: StudyMeasurements["outlineCheck"]): string {
  if (check.kind === "not-judged") return `not judged: ${check.reason}`;
  const verdict = check.verdict === "pass" ? "like an expert's" : "doubtful, see the first page";
  return `${verdict}; ${check.score.toFixed(2)} where up to ${check.limit.toFixed(2)} passes, by ${check.model.name}`;
}

function saidOfConfidence(confidence: StudyMeasurements["contourConfidence"]): string {
  if (confidence.kind === "not-known") return `not known: ${confidence.reason}`;
  const ofPhase = (phase: "ed" | "es") => {
    const dice = structureNames.map(
      (name) => `${structures[name].shortTitle} ${shownDice(confidence.dice[phase][name])}`,
    );
    return `${phase.toUpperCase()} ${dice.join(", ")}`;
  };
  return `${ofPhase("ed")}; ${ofPhase("es")}`;
}

function shownDice(dice: Measured): string {
  return isMeasured(dice) ? dice.toFixed(2) : "–";
}

function term(name: string, text: string): Html {
  return html`<div><dt>${name}</dt><dd>${text}</dd></div>`;
}
