/** The report of long-axis views: volumes by area and length, excursions, strain, and the points they rest on. */
import { isMeasured, LEFT_ATRIUM, type Measured } from "@cmrkit/cardiac";
import { columnsOf, type LabelVolume, spacingMm, type Volume } from "@cmrkit/imaging";
import { type Crop, cropAroundLabels } from "../report/crop.ts";
import { greyWindow } from "../report/grey-window.ts";
import { type Html, html, nothing } from "../report/html.ts";
import { labelTerms } from "../report/label-terms.ts";
import { keysOf, legend, type NamedOutline, ventricleOutlines } from "../report/outlines.ts";
import { figures, reportPage, saidMeasure, studyNames, type Term } from "../report/page.ts";
import { slicePicture } from "../report/slice-picture.ts";
import { inGroups, saidOfCode } from "../report/study-code.ts";
import { type LongAxisView, longAxisViews, viewTitles } from "./landmarks-file.ts";
import type { AreaLengthMethod, LongAxisAnalysis, LongAxisMeasurements } from "./measure-long-axis.ts";
import type { DrawnView, MeasuredView } from "./measure-view.ts";

const ATRIUM_COLOUR = "#009e73";
const AXIS_COLOUR = "#ffffff";
const chamberOutlines: readonly NamedOutline[] = [
  ...ventricleOutlines,
  { of: [LEFT_ATRIUM], name: "left atrium", colour: ATRIUM_COLOUR },
];

export function longAxisReport(analysis: LongAxisAnalysis): string {
  const { measurements } = analysis;
  const { leftVentricle, conventions, software, views } = measurements;
  const given = longAxisViews.filter((view) => views[view] !== undefined);
  return reportPage({
    title: "Long-axis function",
    names: namesOf(given.map((view) => views[view]!)),
    facts: [`Long-axis cine MR: ${given.map((view) => viewTitles[view]).join(", ")}`],
    headline: html`Left ventricular ejection fraction ${saidMeasure(leftVentricle.ejectionFractionPercent, "%", 0)} <span class="quiet">${leftVentricle.method}</span>`,
    warnings: measurements.warnings,
    sections: [
      chamberSection(measurements),
      motionSection(measurements),
      ...given.map((view) => pictures(view, analysis.drawn.get(view))),
    ],
    conventions: [
      ["Volumes", conventions.volumes],
      ["Phases", conventions.phases],
      ["Left atrium", conventions.atrium],
      ["MAPSE and TAPSE", conventions.excursions],
      ["Strain of the endocardium", conventions.strainOfEndocardium],
      ["Strain of the axis", conventions.strainOfAxis],
    ],
    provenance: [["Program", software], ...given.flatMap((view): readonly Term[] => provenanceOf(view, views[view]!))],
  });
}

/** Files of labels know no study: where there are no images, theirs stand for it. */
function namesOf(views: readonly MeasuredView[]): readonly string[] {
  const studies = studyNames(views.flatMap(({ input }) => input ?? []));
  if (studies.length > 0) return studies;
  const codes = views.flatMap(({ labels }) => (labels?.sha256 === undefined ? [] : [inGroups(labels.sha256)]));
  return codes.length === 0 ? [] : [`Labels ${codes.join(", ")}`];
}

function provenanceOf(view: LongAxisView, { input, labels, landmarksBy, apexBy }: MeasuredView): readonly Term[] {
  return [
    ...(input === undefined ? [] : [[`Study of ${viewTitles[view]}`, saidOfCode(input)] as const]),
    [viewTitles[view], `landmarks: ${landmarksBy}; apex: ${apexBy}`],
    ...(labels === undefined
      ? [[`Labels of ${viewTitles[view]}`, "none"] as const]
      : labelTerms(labels, ` of ${viewTitles[view]}`)),
  ];
}

type Row = readonly [title: string, value: Measured, unit: string, digits: number, indexed?: Measured | undefined];

function chamberSection({ leftVentricle, leftAtrium, indexed, bodySurfaceAreaM2 }: LongAxisMeasurements): Html {
  const ventricle: readonly Row[] = [
    ["Ejection fraction", leftVentricle.ejectionFractionPercent, "%", 0],
    ["End-diastolic volume", leftVentricle.endDiastolicVolumeMl, "ml", 0, indexed?.endDiastolicVolumeMlPerM2],
    ["End-systolic volume", leftVentricle.endSystolicVolumeMl, "ml", 0, indexed?.endSystolicVolumeMlPerM2],
    ["Stroke volume", leftVentricle.strokeVolumeMl, "ml", 0],
  ];
  const atrium: readonly Row[] = [
    ["Largest volume", leftAtrium.maximumVolumeMl, "ml", 0, indexed?.maximumAtrialVolumeMlPerM2],
    ["Smallest volume", leftAtrium.minimumVolumeMl, "ml", 0, indexed?.minimumAtrialVolumeMlPerM2],
    ["Emptying fraction", leftAtrium.emptyingFractionPercent, "%", 0],
  ];
  const indexing =
    bodySurfaceAreaM2 === undefined
      ? "Nothing is indexed: height and weight are not known."
      : `Indexed to ${bodySurfaceAreaM2.toFixed(2)} m² (Mosteller).`;
  return html`<section><h2>Volumes by area and length</h2><table class="figures"><thead><tr><th>Measure</th><th class="number">Value</th><th class="number">Indexed</th></tr></thead>${group("Left ventricle", leftVentricle.method, ventricle)}${group("Left atrium", leftAtrium.method, atrium)}</table><p class="note">${indexing} No reference ranges: those known here are of volumes by discs.</p></section>`;
}

function group(chamber: string, method: AreaLengthMethod, rows: readonly Row[]): Html {
  const title = method === "none" ? chamber : `${chamber}: ${method}`;
  return html`<tbody><tr class="group"><th colspan="3">${title}</th></tr>${rows.map(row)}</tbody>`;
}

function row([title, value, unit, digits, indexed]: Row): Html {
  if (!isMeasured(value))
    return html`<tr><td>${title}</td><td class="why" colspan="2">not measurable: ${value.notMeasurable}</td></tr>`;
  const perArea = indexed !== undefined && isMeasured(indexed) ? saidMeasure(indexed, "ml/m²", digits) : nothing;
  return html`<tr><td>${title}</td><td class="number">${saidMeasure(value, unit, digits)}</td><td class="number">${perArea}</td></tr>`;
}

interface Motion {
  readonly title: string;
  readonly digits: number;
  readonly of: (view: MeasuredView) => Measured;
}

const motions: readonly Motion[] = [
  { title: "Strain of the endocardium, %", digits: 1, of: (view) => view.endocardialStrainPercent },
  { title: "Strain of the axis, %", digits: 1, of: ({ landmarks }) => landmarks.globalLongitudinalStrainPercent },
  { title: "MAPSE, mean, mm", digits: 1, of: ({ landmarks }) => landmarks.meanMapseMm },
  { title: "MAPSE, septal, mm", digits: 1, of: ({ landmarks }) => landmarks.septalMapseMm },
  { title: "MAPSE, lateral, mm", digits: 1, of: ({ landmarks }) => landmarks.lateralMapseMm },
  { title: "TAPSE, mm", digits: 1, of: ({ tapseMm }) => tapseMm },
  { title: "Length at end-diastole, mm", digits: 0, of: ({ landmarks }) => landmarks.endDiastolicLengthMm },
  { title: "Length at end-systole, mm", digits: 0, of: ({ landmarks }) => landmarks.endSystolicLengthMm },
];

/** A row for each measure of motion, a column for each view. */
function motionSection({ views, globalLongitudinalStrainPercent: strain }: LongAxisMeasurements): Html {
  const names = longAxisViews.filter((view) => views[view] !== undefined);
  const given = names.map((view) => views[view]!);
  const rows = motions.map(
    ({ title, digits, of }) =>
      html`<tr><th>${title}</th>${given.map((view) => html`<td>${motionCell(of(view), digits)}</td>`)}</tr>`,
  );
  const over = strain.views.length === 0 ? "no view" : strain.views.map((view) => viewTitles[view]).join(", ");
  return html`<section><h2>Longitudinal motion</h2>
<p>Global longitudinal strain: of the endocardium ${saidMeasure(strain.ofEndocardium, "%", 1)}, of the axis ${saidMeasure(strain.ofAxis, "%", 1)} <span class="quiet">mean over ${over}</span></p>
<table class="segments"><thead><tr><th></th>${names.map((view) => html`<th class="number">${viewTitles[view]}</th>`)}</tr></thead><tbody>${rows}</tbody></table>
${reasonsOf(given)}</section>`;
}

function motionCell(value: Measured, digits: number): string {
  return isMeasured(value) ? figures(value, digits) : "–";
}

/** Why cells are empty, each reason once. */
function reasonsOf(given: readonly MeasuredView[]): Html {
  const missing = motions.flatMap(({ title, of }) =>
    given.map(of).flatMap((value) => (isMeasured(value) ? [] : [`${title.split(",")[0]}: ${value.notMeasurable}`])),
  );
  const reasons = [...new Set(missing)];
  return reasons.length === 0 ? nothing : html`<p class="note">Not measurable: ${reasons.join("; ")}.</p>`;
}

function pictures(view: LongAxisView, drawn: DrawnView | undefined): Html {
  if (drawn === undefined) return nothing;
  const { labels, phases } = drawn;
  const shown = phases.map(({ frameIndex }) => frameIndex);
  const crop = cropAroundLabels(labels, shown);
  const volume = drawn.image ?? greyOf(labels);
  const setting = {
    volume,
    labels,
    crop,
    window: greyWindow(volume, shown, crop),
    isOriented: columnsOf(labels.grid.ijkToLps).iAxis.some((part, axis) => axis > 0 && part !== 0),
    outlines: chamberOutlines,
  };
  const figuresOf = phases.map(
    (phase) =>
      html`<div style="position:relative">${slicePicture(setting, { frameIndex: phase.frameIndex, sliceIndex: 0 }, `${phase.title}, frame ${phase.frameIndex}`)}${axisOverlay(phase.points, labels, crop)}</div>`,
  );
  return html`<section class="pictures"><h2>${viewTitles[view]}</h2>${legend([...keysOf(chamberOutlines, labels), { name: "annulus, and the axis from its middle to the apex", colour: AXIS_COLOUR }])}<div class="stack wide" style="--columns:2">${figuresOf}</div></section>`;
}

/** The annulus, and the way from its middle to the apex, over the picture. */
function axisOverlay(points: DrawnView["phases"][number]["points"], labels: LabelVolume, crop: Crop): Html {
  if (!("kind" in points)) return html`<p class="why">${points.notMeasurable}</p>`;
  const [di, dj] = spacingMm(labels.grid.ijkToLps);
  const place = ([x, y]: readonly [number, number]) =>
    `${((x - crop.i0 + 0.5) * di).toFixed(2)} ${((y - crop.j0 + 0.5) * dj).toFixed(2)}`;
  const [a, b] = points.annulus;
  const middle = [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2] as const;
  const apex = points.epicardialApex ?? points.endocardialApex;
  return html`<svg viewBox="0 0 ${(crop.width * di).toFixed(2)} ${(crop.height * dj).toFixed(2)}" style="position:absolute;inset:0 0 auto 0;background:none"><g class="contours"><path d="M${place(a)}L${place(b)}M${place(middle)}L${place(apex)}" stroke="${AXIS_COLOUR}"/></g></svg>`;
}

/** A ground for contours where no picture was given. */
function greyOf({ grid, frameCount, labels }: LabelVolume): Volume {
  return { grid, frameCount, data: new Float32Array(labels.length) };
}
