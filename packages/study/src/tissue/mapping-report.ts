/** The report of maps: values of the whole myocardium and of each segment, and where they were read. */
import { isMeasured, type Measured, type SegmentValue, structures } from "@cmrkit/cardiac";
import { isSideUnknown } from "../pictures-side.ts";
import { bullsEye } from "../report/bulls-eye.ts";
import { cropAroundLabels } from "../report/crop.ts";
import { greyWindow } from "../report/grey-window.ts";
import { type Html, html, nothing } from "../report/html.ts";
import { labelTerms } from "../report/label-terms.ts";
import { keysOf, legend, type NamedOutline } from "../report/outlines.ts";
import { figures, imageFacts, reportPage, saidMeasure, studyNames, type Term } from "../report/page.ts";
import { SLICE_NUMBERS, slicePicture } from "../report/slice-picture.ts";
import { saidOfCode } from "../report/study-code.ts";
import { type MapKind, mapKinds, mapTitles } from "./map-unit.ts";
import { BLOOD, type Mapping, type MappingMeasurements, type MapRegions, type ReferencedMeasure } from "./mapping.ts";

const scales: Readonly<Record<MapKind, readonly [number, number]>> = {
  t1Native: [900, 1300],
  t1PostContrast: [300, 600],
  t2: [35, 65],
};
const digitsOf: Readonly<Record<MapKind, number>> = { t1Native: 0, t1PostContrast: 0, t2: 1 };
const READ_COLOUR = "#009e73";

export function mappingReport(mapping: Mapping): string {
  const { measurements, regions } = mapping;
  const { maps, conventions, software, haematocrit } = measurements;
  const kinds = mapKinds.filter((kind) => maps[kind] !== undefined);
  const first = maps[kinds[0]!]!;
  return reportPage({
    title: "T1, T2 and extracellular volume",
    names: studyNames(kinds.map((kind) => maps[kind]!.input)),
    facts: imageFacts(kinds.map((kind) => mapTitles[kind]).join(", "), first.input),
    headline: headline(measurements),
    warnings: measurements.warnings,
    sections: [
      wholeSection(measurements),
      segmentSection(measurements),
      ...kinds.map((kind) => pictures(kind, regions.get(kind)!)),
    ],
    conventions: [
      ["Borders", `${(100 * conventions.erosionShare).toFixed(0)} % of the wall: ${conventions.erosion}`],
      ["Values", conventions.myocardium],
      ["Blood", first.bloodRegion],
      ["Extracellular volume", conventions.extracellularVolume],
      ["Haematocrit", haematocrit === undefined ? "not given" : String(haematocrit)],
      ["Segments", `${conventions.segments}; insertions: ${first.insertionsBy}`],
      ["Reference ranges", conventions.ranges],
      ["Source", "Messroghli 2017, doi:10.1186/s12968-017-0389-8"],
    ],
    provenance: [
      ...kinds.map((kind): Term => [`Study of ${mapTitles[kind]}`, saidOfCode(maps[kind]!.input)]),
      ["Program", software],
      ...kinds.flatMap((kind) => labelTerms(maps[kind]!.labels, ` of ${mapTitles[kind]}`)),
      ...kinds.map((kind): Term => [`Unit of ${mapTitles[kind]}`, unitText(maps[kind]!.unit)]),
    ],
  });
}

function unitText({ stored, statedBy }: NonNullable<MappingMeasurements["maps"]["t2"]>["unit"]): string {
  const by = { caller: "as given by the user", file: "as the file states", nobody: "assumed, because the values fit" };
  return `stored in ${stored}, ${by[statedBy]}`;
}

function headline({ maps, extracellularVolumePercent }: MappingMeasurements): Html {
  const times = mapKinds.flatMap((kind) => {
    const map = maps[kind];
    return map === undefined
      ? []
      : [html`<span class="key">${mapTitles[kind]} ${saidMeasure(map.myocardium.mean, "ms", digitsOf[kind])}</span> `];
  });
  return html`${times}${extracellularVolumePercent === undefined ? nothing : html`<br>extracellular volume ${saidMeasure(extracellularVolumePercent, "%", 1)}`}`;
}

const scoreKeys: Readonly<Record<MapKind, ReferencedMeasure>> = {
  t1Native: "t1NativeMs",
  t1PostContrast: "t1PostContrastMs",
  t2: "t2Ms",
};

function wholeSection({ maps, scores, partitionCoefficient, extracellularVolumePercent }: MappingMeasurements): Html {
  const rows = mapKinds.flatMap((kind) => {
    const map = maps[kind];
    if (map === undefined) return [];
    const score = scores[scoreKeys[kind]];
    return [
      html`<tr><th>${mapTitles[kind]}, ms</th><td>${spread(map.myocardium, digitsOf[kind])}</td><td>${spread(map.blood, digitsOf[kind])}</td><td>${map.myocardium.voxels}</td><td>${score === undefined ? "" : cell(score.zScore, 1)}</td></tr>`,
    ];
  });
  const derived = (title: string, value: Measured | undefined, digits: number, score: string) =>
    value === undefined
      ? nothing
      : html`<tr><th>${title}</th><td>${isMeasured(value) ? figures(value, digits) : html`<span class="why">${value.notMeasurable}</span>`}</td><td></td><td></td><td>${score}</td></tr>`;
  const ecvScore = scores.extracellularVolumePercent;
  const sources = [...new Set(Object.values(scores).map(({ reference }) => reference.source))];
  return html`<section><h2>Left ventricular myocardium</h2><table class="segments"><thead><tr><th></th>${["Myocardium", "Blood", "Voxels", "z-score"].map((name) => html`<th class="number">${name}</th>`)}</tr></thead><tbody>${rows}${derived("Partition coefficient λ", partitionCoefficient, 2, "")}${derived("Extracellular volume, %", extracellularVolumePercent, 1, ecvScore === undefined ? "" : cell(ecvScore.zScore, 1))}</tbody></table>
<p class="note">Mean ± standard deviation between voxels. ${sources.length === 0 ? "No z-scores: no local reference was given." : `z-scores against: ${sources.join("; ")}.`}</p></section>`;
}

function spread({ mean, standardDeviation }: SegmentValue, digits: number): Html {
  if (!isMeasured(mean) || !isMeasured(standardDeviation))
    return html`<span class="why">${isMeasured(mean) ? "" : mean.notMeasurable}</span>`;
  return html`${figures(mean, digits)} ± ${figures(standardDeviation, digits)}`;
}

function cell(measure: Measured, digits: number): string {
  return isMeasured(measure) ? figures(measure, digits) : "–";
}

function segmentSection({ segments, maps, extracellularVolumePercent }: MappingMeasurements): Html {
  const eyes = mapKinds.flatMap((kind) => {
    if (maps[kind] === undefined) return [];
    const values = segments.map((segment) => segment.maps[kind]!.mean);
    return values.some(isMeasured)
      ? [bullsEye({ title: mapTitles[kind], unit: "ms", digits: digitsOf[kind], scale: scales[kind], values })]
      : [html`<p class="why">${mapTitles[kind]} by segment is not measurable: ${reasonOf(values)}</p>`];
  });
  const ecv = segments.flatMap((segment) => segment.extracellularVolumePercent ?? []);
  const ecvEye =
    extracellularVolumePercent !== undefined && ecv.some(isMeasured)
      ? [bullsEye({ title: "Extracellular volume", unit: "%", digits: 0, scale: [20, 50], values: ecv })]
      : [];
  return html`<section><h2>By segment</h2><div class="bulls-eyes">${[...eyes, ...ecvEye]}</div></section>`;
}

function reasonOf(values: readonly Measured[]): string {
  const why = values.find((value) => !isMeasured(value));
  return why === undefined || isMeasured(why) ? "" : why.notMeasurable;
}

function pictures(kind: MapKind, { volume, ventricles, still, regions }: MapRegions): Html {
  const crop = cropAroundLabels(ventricles, [0]);
  const read = { ...ventricles, labels: regions };
  const outlines: readonly NamedOutline[] = [
    {
      of: Array.from({ length: BLOOD - 1 }, (_, n) => n + 1),
      name: "myocardium that was read, its borders left out",
      colour: READ_COLOUR,
      labels: read,
    },
    { of: [BLOOD], name: "blood that was read", colour: structures.leftVentricleBloodPool.colour, labels: read },
  ];
  const setting = {
    volume,
    labels: ventricles,
    crop,
    window: greyWindow(volume, [0], crop),
    isOriented: !isSideUnknown(still),
    outlines,
  };
  const slices = Array.from({ length: volume.grid.size[2] }, (_, sliceIndex) =>
    slicePicture(setting, { frameIndex: 0, sliceIndex }),
  );
  return html`<section class="pictures"><h2>Where ${mapTitles[kind]} was read</h2>${legend(keysOf(outlines, ventricles), SLICE_NUMBERS)}<div class="stack" style="--columns:5">${slices}</div></section>`;
}
