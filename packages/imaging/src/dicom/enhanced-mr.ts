/**
 * The frames of an enhanced multi-frame MR object as data sets of their own, so that a frame is read like a classic image.
 *
 * What all frames share stands in the object or in its shared functional groups, what is a frame's own in its item of the
 * per-frame functional groups; the more particular counts. Source: DICOM PS3.3 A.36.2, C.7.6.16 (functional groups),
 * C.7.6.16.2 (macros), C.7.6.16.2.25 (attributes that Legacy Converted objects leave unassigned).
 */
import { describe, type Keyword } from "./attributes.ts";
import { type Dataset, integerOf, invalidAttribute, itemsOf, overlaid, required } from "./dataset.ts";

/** The functional groups that place, time and scale a frame, and say how it was made. Others hold attributes of the same tags with other meanings. */
const readGroups: readonly Keyword[] = [
  "UnassignedSharedConvertedAttributesSequence",
  "UnassignedPerFrameConvertedAttributesSequence",
  "MRImageFrameTypeSequence",
  "FrameContentSequence",
  "PlanePositionSequence",
  "PlaneOrientationSequence",
  "PixelMeasuresSequence",
  "CardiacSynchronizationSequence",
  "MRTimingAndRelatedParametersSequence",
  "MREchoSequence",
  "MRModifierSequence",
  "MRVelocityEncodingSequence",
  "PixelValueTransformationSequence",
];

/**
 * One data set for each frame, in the order of the pixel data.
 * @throws {DicomError} `missing-attribute` without Number of Frames or functional groups, `invalid-attribute` when there
 *   are not as many items as frames.
 */
export function frameDatasets(dataset: Dataset): readonly Dataset[] {
  const frameCount = required(integerOf(dataset, "NumberOfFrames"), dataset, "NumberOfFrames");
  const perFrame = itemsOf(dataset, "PerFrameFunctionalGroupsSequence");
  required(perFrame[0], dataset, "PerFrameFunctionalGroupsSequence");
  if (perFrame.length !== frameCount) {
    const why = `is ${frameCount}, but ${describe("PerFrameFunctionalGroupsSequence")} has ${perFrame.length} items`;
    throw invalidAttribute(dataset, "NumberOfFrames", why);
  }
  const shared = itemsOf(dataset, "SharedFunctionalGroupsSequence").flatMap(groupsOf);
  const common = overlaid(dataset, shared);
  return perFrame.map((item) => overlaid(common, groupsOf(item)));
}

/** The first item of each group; these groups have one. */
function groupsOf(item: Dataset): readonly Dataset[] {
  return readGroups.flatMap((keyword) => itemsOf(item, keyword).slice(0, 1));
}
