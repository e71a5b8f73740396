/** The series of a study as one page: a picture of each, what it shows, why, and what contradicts it. */
import { DicomError, readPixels, type Series, type SeriesSummary } from "@cmrkit/imaging";
import { withoutPaths } from "../input/without-paths.ts";
import { toGrey, windowOf } from "../report/grey-window.ts";
import { type Html, html, nothing } from "../report/html.ts";
import { ink } from "../report/palette.ts";
import { pngDataUri } from "../report/png.ts";
import { codeOfStudy } from "../report/study-code.ts";
import { styleSheet } from "../report/style-sheet.ts";
import type { Finding } from "./evidence.ts";
import type { SequenceName, ViewName } from "./kinds.ts";
import type { ListedSeries, ListedStudy } from "./listed-study.ts";
import type { RecognisedSeries } from "./recognise.ts";
import { firstImageOf } from "./representative-image.ts";
import { titleOf } from "./tell.ts";

export interface SeriesPage {
  readonly studies: readonly ListedStudy[];
  /** What concerns several series or none, a line each. */
  readonly notes: readonly string[];
  /** Name and version of the program. */
  readonly software: string;
}

/** A page in one file, which loads nothing from elsewhere. It names studies and series by their descriptions: for the study's own readers. */
export function seriesPage({ studies, notes, software }: SeriesPage): string {
  const count = studies.reduce((sum, { series }) => sum + series.length, 0);
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Series of a study</title>
<style>${{ markup: styleSheet + cards }}</style>
</head>
<body><main>
<header><div class="title"><h1>Series of a study</h1><p class="badge">Research use only</p></div>
<p class="facts">${studies.length === 1 ? "" : `${studies.length} studies · `}${count} series or parts of series · each with its middle slice at the first frame · ${software}</p></header>
${notes.length === 0 ? nothing : html`<div class="warnings"><h2>Notes</h2><ul>${notes.map((note) => html`<li>${note}</li>`)}</ul></div>`}
${studies.map(studySection)}
<p class="note">Research use only; not a medical device. Check what a series is before anything is measured in it; what is wrong can be said with --series.</p>
</main></body>
</html>
`;
  return page.markup;
}

const cards = `
.study { margin: 28px 0 0; padding: 6px 10px; background: #eef1f3; font-size: 14px; }
.study .quiet { font-size: 12px; overflow-wrap: anywhere; }
.series { display: grid; grid-template-columns: 150px 1fr; gap: 0 22px; padding: 16px 0; border-bottom: 1px solid ${ink.rule}; break-inside: avoid; }
.series h2 { margin: 0; font-size: 15px; }
.series .quiet { margin: 0 0 6px; font-size: 12px; overflow-wrap: anywhere; }
.series img { display: block; width: 100%; height: 150px; object-fit: contain; background: #000; }
.series .no-picture { display: grid; place-items: center; height: 150px; padding: 10px; background: #eef1f3; font-size: 11px; text-align: center; color: ${ink.quiet}; }
.series ul { margin: 0 0 6px; padding-left: 16px; font-size: 12.5px; }
.series h3 { margin: 4px 0 2px; font-size: 12.5px; }
.series li.against { color: ${ink.alert}; }
@media (max-width: 640px) { .series { grid-template-columns: 96px 1fr; gap: 0 14px; } .series img, .series .no-picture { height: 96px; } }
`;

function studySection(study: ListedStudy): Html {
  return html`<h2 class="study">${studyTitle(study)} <span class="quiet">${study.studyInstanceUid} · reports call it Study ${codeOfStudy(study.studyInstanceUid)}</span></h2>${study.series.map(card)}`;
}

/** Date and description, as far as they are known. */
export function studyTitle({ studyDate, studyDescription }: ListedStudy): string {
  const description = studyDescription === undefined ? [] : [`“${studyDescription}”`];
  return ["Study", ...(studyDate === undefined ? ["without date"] : [`of ${studyDate}`]), ...description].join(" ");
}

function card({ summary, recognised }: ListedSeries): Html {
  const { sequence, view } = recognised;
  return html`<section class="series"><div>${picture(recognised)}</div><div>
<h2>${capitalised(titleOf(sequence))} · ${titleOf(view)}</h2>
<p class="quiet">${facts(summary, recognised.series)}</p>
${grounds("Sequence", sequence)}${grounds("View", view)}
${problems(summary, recognised)}</div></section>
`;
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function facts(summary: SeriesSummary, { joinedSeriesUids }: Series): string {
  const { seriesNumber, seriesDescription, stackNumber, stackCount, sliceCount, frameCount, columns, rows } = summary;
  return [
    ...(seriesNumber === undefined ? [] : [`number ${seriesNumber}`]),
    ...(joinedSeriesUids === undefined ? [] : [`joined from ${joinedSeriesUids.length} series of one slice each`]),
    ...(stackCount === 1 ? [] : [`part ${stackNumber} of ${stackCount}`]),
    ...(seriesDescription === undefined ? [] : [`“${seriesDescription}”`]),
    `${sliceCount} ${sliceCount === 1 ? "slice" : "slices"} × ${frameCount} ${frameCount === 1 ? "frame" : "frames"}`,
    `${columns} × ${rows}`,
    summary.seriesInstanceUid,
  ].join(" · ");
}

function grounds(what: string, finding: Finding<SequenceName | ViewName>): Html {
  const [grounds, against] =
    finding.kind === "recognised"
      ? [finding.evidence, finding.against]
      : [[{ saw: `unknown, because ${finding.because}` }], []];
  if (grounds.length + against.length === 0) return nothing;
  return html`<h3>${what}</h3><ul>${grounds.map(({ saw }) => html`<li>${saw}</li>`)}${against.map(({ saw }) => html`<li class="against">but ${saw}</li>`)}</ul>`;
}

/** Of a stack that beats, since nothing else is assembled. */
function problems({ problems, warnings, arrangement }: SeriesSummary, { series }: RecognisedSeries): Html {
  const found = arrangement === "cine-stack" ? [...problems, ...warnings] : [];
  if (found.length === 0) return nothing;
  return html`<h3>Stack</h3><ul>${found.map(({ kind, message }) => html`<li class="against">${kind}: ${withoutPaths(message, series.instances)}</li>`)}</ul>`;
}

function picture({ series }: RecognisedSeries): Html {
  const image = firstImageOf(series);
  try {
    const pixels = readPixels(image);
    const source = pngDataUri(toGrey(pixels, windowOf(pixels)), image.columns, image.rows);
    return html`<img src="${source}" alt="middle slice, first frame">`;
  } catch (error) {
    if (!(error instanceof DicomError)) throw error;
    return html`<div class="no-picture">no picture: ${error.kind}</div>`;
  }
}
