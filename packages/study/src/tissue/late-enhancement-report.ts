/** The report of a late-gadolinium stack: scar by the chosen rule, by all others beside it, by segment, and in every slice. */
import { ENHANCED, isMeasured, type Measured, NO_REFLOW } from "@cmrkit/cardiac";
import { isSideUnknown } from "../pictures-side.ts";
import { bullsEye } from "../report/bulls-eye.ts";
import { cropAroundLabels } from "../report/crop.ts";
import { greyWindow } from "../report/grey-window.ts";
import { type Html, html } from "../report/html.ts";
import { labelTerms } from "../report/label-terms.ts";
import { keysOf, legend, type NamedOutline, ventricleOutlines } from "../report/outlines.ts";
import { figures, imageFacts, reportPage, saidMeasure, studyNames } from "../report/page.ts";
import { SLICE_NUMBERS, slicePicture } from "../report/slice-picture.ts";
import { saidOfCode } from "../report/study-code.ts";
import {
  type LateEnhancement,
  type LateEnhancementMeasurements,
  type ScarMethod,
  scarMethods,
} from "./late-enhancement.ts";

/** From the palette of Okabe and Ito, as the structures' own. */
const scarColours = { enhanced: "#cc79a7", noReflow: "#009e73" } as const;

export const scarMethodTitles: Readonly<Record<ScarMethod, string>> = Object.freeze({
  "2sd": "2 SD above remote",
  "3sd": "3 SD above remote",
  "4sd": "4 SD above remote",
  "5sd": "5 SD above remote",
  "6sd": "6 SD above remote",
  fwhm: "half of the maximum",
  mask: "as drawn",
});

export function lateEnhancementReport(enhancement: LateEnhancement): string {
  const { measurements } = enhancement;
  const { method, results, remote, conventions, input, labels, software } = measurements;
  const chosen = results[method];
  return reportPage({
    title: "Late enhancement",
    names: studyNames([input]),
    facts: imageFacts("Late-gadolinium short axis", input),
    headline: html`Scar ${saidMeasure(chosen.scarSharePercent, "% of the myocardium", 1)}, ${saidMeasure(chosen.scarMassG, "g", 1)} <span class="quiet">${scarMethodTitles[method]}</span>`,
    warnings: measurements.warnings,
    sections: [methodSection(measurements), segmentSection(measurements), pictures(enhancement)],
    conventions: [
      ["Rule", chosen.method],
      ["Remote myocardium", remoteText(remote)],
      ["Scar", conventions.scar],
      ["No-reflow", conventions.noReflow],
      ["Mass", `${conventions.mass}; ${conventions.myocardialDensityGPerMl} g/ml`],
      ["Segments", `${conventions.segments}; insertions: ${measurements.insertionsBy}`],
      [
        "Sources",
        "Flett 2011, doi:10.1016/j.jcmg.2010.11.015; Schulz-Menger 2020, doi:10.1186/s12968-020-00610-6; there is no consensus on a rule",
      ],
    ],
    provenance: [["Study", saidOfCode(input)], ["Program", software], ...labelTerms(labels)],
  });
}

function remoteText({ source, mean, standardDeviation }: LateEnhancementMeasurements["remote"]): string {
  if (!isMeasured(mean) || !isMeasured(standardDeviation)) return source;
  return `${source}: ${mean.toFixed(1)} ± ${standardDeviation.toFixed(1)} in the picture's intensities`;
}

/** Every rule, so that nobody takes one for the amount of scar. */
function methodSection({ results, method }: LateEnhancementMeasurements): Html {
  const row = (each: ScarMethod) => {
    const { scarMassG, scarSharePercent, noReflowMassG, noReflowSharePercent, threshold } = results[each];
    const name = each === method ? html`<b>${scarMethodTitles[each]}</b>` : html`${scarMethodTitles[each]}`;
    if (!isMeasured(scarSharePercent))
      return html`<tr><th>${name}</th><td class="why" style="text-align:left" colspan="5">not measurable: ${scarSharePercent.notMeasurable}</td></tr>`;
    const cells = [
      cell(scarMassG, 1),
      cell(scarSharePercent, 1),
      cell(noReflowMassG, 1),
      cell(noReflowSharePercent, 1),
      threshold === undefined ? "" : cell(threshold, 1),
    ];
    return html`<tr><th>${name}</th>${cells.map((text) => html`<td>${text}</td>`)}</tr>`;
  };
  const mass = results[method].myocardialMassG;
  return html`<section><h2>Scar by every rule</h2><table class="segments"><thead><tr><th>Rule</th>${["Scar g", "Scar %", "No-reflow g", "No-reflow %", "Threshold"].map((name) => html`<th class="number">${name}</th>`)}</tr></thead><tbody>${scarMethods.map(row)}</tbody></table>
<p class="note">Shares are of the left ventricular myocardium, ${isMeasured(mass) ? `${mass.toFixed(1)} g` : `whose mass is not measurable: ${mass.notMeasurable}`}. Amounts by different rules do not compare.</p></section>`;
}

function cell(measure: Measured, digits: number): string {
  return isMeasured(measure) ? figures(measure, digits) : "–";
}

function segmentSection({ segments, method }: LateEnhancementMeasurements): Html {
  const values = segments.map(({ scarSharePercent }) => scarSharePercent[method]);
  const why = values.find((value) => !isMeasured(value));
  if (!values.some(isMeasured))
    return html`<section><h2>Scar by segment</h2><p class="why">Not measurable: ${why === undefined || isMeasured(why) ? "" : why.notMeasurable}</p></section>`;
  return html`<section><h2>Scar by segment</h2><div class="bulls-eyes">${bullsEye({ title: `Scar, ${scarMethodTitles[method]}`, unit: "%", digits: 0, scale: [0, 100], values })}</div></section>`;
}

function pictures({ measurements, volume, ventricles, scar }: LateEnhancement): Html {
  const crop = cropAroundLabels(ventricles, [0]);
  const scarLabels = scar && { ...ventricles, labels: scar };
  const scarOutlines: readonly NamedOutline[] = scarLabels
    ? [
        { of: [ENHANCED, NO_REFLOW], name: "scar", colour: scarColours.enhanced, labels: scarLabels },
        { of: [NO_REFLOW], name: "no-reflow", colour: scarColours.noReflow, labels: scarLabels },
      ]
    : [];
  const outlines = [...ventricleOutlines, ...scarOutlines];
  const setting = {
    volume,
    labels: ventricles,
    crop,
    window: greyWindow(volume, [0], crop),
    isOriented: !isSideUnknown(measurements),
    outlines,
  };
  const slices = Array.from({ length: volume.grid.size[2] }, (_, sliceIndex) =>
    slicePicture(setting, { frameIndex: 0, sliceIndex }),
  );
  const rule = scar ? `Scar ${scarMethodTitles[measurements.method]}.` : "No scar is drawn by the chosen rule.";
  return html`<section class="pictures"><h2>Contours and scar</h2>${legend(keysOf(outlines, ventricles), `${rule} ${SLICE_NUMBERS}`)}<div class="stack" style="--columns:5">${slices}</div></section>`;
}
