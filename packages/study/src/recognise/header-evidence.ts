/** What the headers of a series say of its sequence and view, statement by statement. */
import type { DicomInstance, Series } from "@cmrkit/imaging";
import type { Evidence, EvidenceSource } from "./evidence.ts";
import type { SequenceName, ViewName } from "./kinds.ts";
import { wordsIn } from "./words.ts";

const textSources = {
  SeriesDescription: ({ seriesDescription }) => seriesDescription,
  ProtocolName: ({ technique }) => technique.protocolName,
} as const satisfies Partial<Record<EvidenceSource, (header: DicomInstance) => string | undefined>>;

const textSourceNames = ["SeriesDescription", "ProtocolName"] as const;

/** Sequence by the words of free text, by coded values, and by numbers of the technique. */
export function sequenceEvidence({ instances }: Series): readonly Evidence<SequenceName>[] {
  const header = instances[0]!;
  const named = textSourceNames.flatMap((source) => {
    const said = wordsIn(textSources[source](header) ?? "").sequence;
    return said === undefined ? [] : [spoken(source, said.word, [said.value])];
  });
  return [...named, ...imageTypeEvidence(header), ...techniqueEvidence(header)];
}

/** View by the words of free text; a short axis may be a stack or one slice of it. */
export function viewWordEvidence({ instances }: Series): readonly Evidence<ViewName>[] {
  return textSourceNames.flatMap((source) => {
    const said = wordsIn(textSources[source](instances[0]!) ?? "").view;
    if (said === undefined) return [];
    return [spoken<ViewName>(source, said.word, said.value === "sax" ? ["sax", "single_slice"] : [said.value])];
  });
}

/** The word alone is told: the text around it may hold anything. */
function spoken<Value extends string>(
  source: EvidenceSource,
  word: string,
  speaksFor: readonly Value[],
): Evidence<Value> {
  return { source, saw: `${source} says “${word}”`, strength: "named", speaksFor };
}

interface CodedValue {
  readonly pattern: RegExp;
  readonly value: SequenceName;
  readonly rulesOut?: readonly SequenceName[];
}

/** Of Siemens and of Philips. */
const phaseSensitive = /^(PSIR|R_IR)$/;

/**
 * Values of Image Type by the standard's terms (PS3.3 C.8.16.1 and C.8.13.3.1) and as scanners write them: T1 MAP and PSIR of Siemens, R_IR,
 * VELOCITY MAP and PCA of Philips.
 */
const imageTypes: readonly CodedValue[] = [
  { pattern: /^LOCALI[SZ]ER$/, value: "localiser" },
  { pattern: /^PERFUSION$/, value: "perfusion" },
  { pattern: /^(VELOCITY|VELOCITY[ _]MAP|FLOW_ENCODED|PHASE[ _]CONTRAST( M)?|PCA)$/, value: "flow" },
  { pattern: phaseSensitive, value: "lge_psir", rulesOut: ["lge"] },
  { pattern: /^T1[ _]?MAP/, value: "t1_map" },
  { pattern: /^T2[ _]?MAP/, value: "t2_map" },
  { pattern: /^ECV([ _]?MAP)?$/, value: "ecv_map" },
  { pattern: /^T2[ _]?STAR/, value: "other" },
];

function imageTypeEvidence({ imageType }: DicomInstance): readonly Evidence<SequenceName>[] {
  return imageType.flatMap((text) => {
    const coded = imageTypes.find(({ pattern }) => pattern.test(text));
    if (coded === undefined) return [];
    const { value, rulesOut = [] } = coded;
    const saw = `ImageType has the value ${text}`;
    return [{ source: "ImageType" as const, saw, strength: "coded" as const, speaksFor: [value], rulesOut }];
  });
}

function techniqueEvidence({ technique, imageType }: DicomInstance): readonly Evidence<SequenceName>[] {
  const { isPhaseContrast, velocityEncodingCmPerS, sequenceName = "", unit = "", isTagged, ...rest } = technique;
  const encoded = velocityEncodingCmPerS === undefined ? "" : ` of ${velocityEncodingCmPerS} cm/s`;
  const isReal = rest.complexImageComponent === "REAL" || imageType.some((text) => phaseSensitive.test(text));
  const isVelocityNamed = /_v\d+/i.test(sequenceName); // of Siemens: fl2d1_v150in encodes 150 cm/s
  return [
    ...(isPhaseContrast || encoded !== "" ? [coded(`the header states velocity encoding${encoded}`, ["flow"])] : []),
    ...(isVelocityNamed ? [coded("the sequence's name states velocity encoding", ["flow"])] : []),
    ...(isTagged ? [coded("the header states tags", ["tagging"])] : []),
    ...(/^(ms|msec|milliseconds?)$/i.test(unit) ? [coded("its values are milliseconds", ["t1_map", "t2_map"])] : []),
    ...(/^cm\/s(ec)?$/i.test(unit) ? [coded("its values are velocities", ["flow"])] : []),
    ...inversionEvidence(rest.inversionTimeMs, isReal),
  ];
}

const mayInvert: readonly SequenceName[] = ["lge", "lge_psir", "t1_map", "ecv_map", "black_blood"];

/** Maps and fat suppression invert too, and say so; what inverts and says nothing is late enhancement as a rule. */
function inversionEvidence(inversionTimeMs: number | undefined, isReal: boolean): readonly Evidence<SequenceName>[] {
  if (inversionTimeMs === undefined) return [];
  const inverted = coded(`InversionTime is ${inversionTimeMs.toFixed(0)} ms`, mayInvert);
  const usual = { source: "technique", strength: "usual" } as const;
  return isReal
    ? [inverted, { ...usual, saw: "real part after inversion", speaksFor: ["lge_psir"], rulesOut: ["lge"] }]
    : [inverted, { ...usual, saw: "what inverts is late enhancement as a rule", speaksFor: ["lge"] }];
}

function coded(saw: string, speaksFor: readonly SequenceName[]): Evidence<SequenceName> {
  return { source: "technique", saw, strength: "coded", speaksFor };
}
