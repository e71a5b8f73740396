/**
 * Writes labels of a cine as a DICOM segmentation: Segmentation Storage (one bit a voxel and segment) or Label Map
 * Segmentation Storage (the segment's number in each voxel).
 *
 * Every frame refers to the image that it was drawn on, and time is a dimension of the index beside segment and
 * position, so that the frames of one place but different phases are told apart without looking at the images.
 * Frames without a voxel of their segment are not written.
 * Source: DICOM PS3.3 A.51, C.8.20.2 to C.8.20.4 and, for label maps, Supplement 243; C.7.6.16 and C.7.6.17 for
 * functional groups and dimensions.
 */
import type { LabelVolume } from "../volume.ts";
import { attributes } from "./attributes.ts";
import { type CodedConcept, codeItem } from "./coded-concept.ts";
import { type DerivedObject, derivedObjectModules } from "./derived-object.ts";
import { encodeFile } from "./file-meta.ts";
import { labelsInPlane, packPlanes, type SegmentationPlane } from "./segmentation-pixels.ts";
import { copiedUid, instanceReference } from "./sop-reference.ts";
import { type SourceCine, type SourceFrame, seriesReferences } from "./source-cine.ts";
import { uidFrom } from "./uid.ts";
import { type DatasetValues, notWritable } from "./write-elements.ts";

export const segmentationStorage = "1.2.840.10008.5.1.4.1.1.66.4";
const labelMapSegmentationStorage = "1.2.840.10008.5.1.4.1.1.66.7";

export type SegmentationEncoding = "binary" | "labelmap";

/** One structure: its number is also its label in the volume. */
export interface Segment {
  readonly number: number;
  readonly label: string;
  readonly category: CodedConcept;
  readonly type: CodedConcept;
  readonly region: CodedConcept;
  /** CIELab as `scaledCieLab` gives it. */
  readonly displayCieLab: readonly [number, number, number];
  /** The same structure in all objects of one analysis. */
  readonly trackingId: string;
  readonly trackingUid: string;
}

/** What drew the labels. */
export interface SegmentationAlgorithm {
  /** Segment Algorithm Type, C.8.20.4: with help of a person or without. */
  readonly type: "AUTOMATIC" | "SEMIAUTOMATIC";
  readonly family: CodedConcept;
  readonly name: string;
  readonly version: string;
}

export interface SegmentationToWrite {
  readonly object: DerivedObject;
  readonly encoding: SegmentationEncoding;
  /** Upper case, as a code string: at most 16 letters, digits, spaces and underscores. */
  readonly contentLabel: string;
  readonly contentDescription: string;
  readonly imageComments: string;
  readonly source: SourceCine;
  readonly labels: LabelVolume;
  /** The frames of the cine to write, from 0, ascending. */
  readonly frameIndices: readonly number[];
  /** Numbered 1, 2, 3 … in this order. */
  readonly segments: readonly Segment[];
  readonly algorithm: SegmentationAlgorithm;
}

/**
 * Encodes a segmentation as a DICOM file.
 * @throws {DicomError} `not-writable` when labels and source do not lie on one grid, segments are not numbered from 1 on
 *   or lack a label, a frame does not exist, no voxel is labelled, or a value breaks its representation.
 */
export function writeSegmentation(segmentation: SegmentationToWrite): Uint8Array {
  requireMatch(segmentation);
  const { object, encoding } = segmentation;
  const planes = planesOf(segmentation);
  if (planes.length === 0) throw notWritable("NumberOfFrames", "no voxel of the chosen frames is labelled");
  const isBinary = encoding === "binary";
  const sopClassUid = isBinary ? segmentationStorage : labelMapSegmentationStorage;
  return encodeFile(
    { sopClassUid, sopInstanceUid: object.sopInstanceUid },
    {
      ...derivedObjectModules(object, "SEG"),
      ...imageModules(segmentation),
      ...pixelModule(segmentation, planes.length),
      ...dimensionModule(segmentation),
      ...referencesOf(segmentation),
      SegmentSequence: segmentation.segments.map((segment) => segmentItem(segment, segmentation.algorithm)),
      SharedFunctionalGroupsSequence: [sharedGroups(segmentation.source)],
      PerFrameFunctionalGroupsSequence: planes.map((plane) => frameGroups(segmentation.source, plane)),
      PixelData: packPlanes(segmentation.labels, planes),
    },
  );
}

function requireMatch({ labels, source, segments, frameIndices }: SegmentationToWrite): void {
  const [, , slices] = labels.grid.size;
  const isWhole = source.frames.length === labels.frameCount && source.frames.every(({ length }) => length === slices);
  if (!isWhole) {
    const there = `${source.frames.length} frames × ${source.frames[0]?.length ?? 0} slices of images`;
    throw notWritable("NumberOfFrames", `labels of ${labels.frameCount} frames × ${slices} slices, ${there}`);
  }
  const misnumbered = segments.find(({ number }, i) => number !== i + 1);
  if (misnumbered !== undefined)
    throw notWritable("SegmentNumber", `${misnumbered.number} is out of the order 1, 2, …`);
  const unnamed = labels.labels.find((label) => label > segments.length);
  if (unnamed !== undefined) throw notWritable("SegmentNumber", `label ${unnamed} has no segment`);
  const missing = frameIndices.find((t) => !(t in source.frames));
  if (missing !== undefined) throw notWritable("TemporalPositionIndex", `the cine has no frame ${missing}`);
}

/** By segment, then time, then position: the order of the dimension index. */
function planesOf({ labels, segments, frameIndices, encoding }: SegmentationToWrite): readonly SegmentationPlane[] {
  const [, , slices] = labels.grid.size;
  const numbers = encoding === "binary" ? segments.map(({ number }) => number) : [undefined];
  const all = numbers.flatMap((segmentNumber) =>
    frameIndices.flatMap((frameIndex) =>
      Array.from({ length: slices }, (_, sliceIndex) => ({ segmentNumber, frameIndex, sliceIndex })),
    ),
  );
  return all.filter((plane) => {
    const inPlane = labelsInPlane(labels, plane);
    return plane.segmentNumber === undefined
      ? inPlane.some((label) => label !== 0)
      : inPlane.includes(plane.segmentNumber);
  });
}

/** General Image, Frame of Reference, Segmentation Image; C.7.6.1, C.7.4.1, C.8.20.2. */
function imageModules(segmentation: SegmentationToWrite): DatasetValues {
  const { object, source, encoding } = segmentation;
  return {
    ImageType: ["DERIVED", "PRIMARY"],
    ImageComments: segmentation.imageComments,
    BodyPartExamined: "HEART",
    LossyImageCompression: "00",
    FrameOfReferenceUID: copiedUid("FrameOfReferenceUID", frameOfReferenceOf(source)),
    PositionReferenceIndicator: object.context.elements.PositionReferenceIndicator ?? "",
    SegmentationType: encoding === "binary" ? "BINARY" : "LABELMAP",
    SegmentsOverlap: "NO",
    ContentLabel: segmentation.contentLabel,
    ContentDescription: segmentation.contentDescription,
    ContentCreatorName: "",
  };
}

/** Where images name no frame of reference, those of one series still share one: a UID that follows from the series. */
function frameOfReferenceOf({ frameOfReferenceUid, seriesInstanceUid }: SourceCine): string {
  return frameOfReferenceUid ?? uidFrom(seriesInstanceUid, "frame of reference");
}

/** Image Pixel, C.7.6.3. Background of a label map is told by the padding value. */
function pixelModule({ labels, encoding }: SegmentationToWrite, frameCount: number): DatasetValues {
  const bits = encoding === "binary" ? 1 : 8;
  return {
    SamplesPerPixel: 1,
    PhotometricInterpretation: "MONOCHROME2",
    NumberOfFrames: frameCount,
    Rows: labels.grid.size[1],
    Columns: labels.grid.size[0],
    BitsAllocated: bits,
    BitsStored: bits,
    HighBit: bits - 1,
    PixelRepresentation: 0,
    ...(encoding === "labelmap" && { PixelPaddingValue: 0 }),
  };
}

interface Dimension {
  readonly label: string;
  readonly attribute: keyof typeof attributes;
  readonly group: keyof typeof attributes;
}

const segmentDimension: Dimension = {
  label: "Segment",
  attribute: "ReferencedSegmentNumber",
  group: "SegmentIdentificationSequence",
};
const timeDimension: Dimension = {
  label: "Time",
  attribute: "TemporalPositionIndex",
  group: "FrameContentSequence",
};
const positionDimension: Dimension = {
  label: "Position",
  attribute: "ImagePositionPatient",
  group: "PlanePositionSequence",
};

/** Multi-frame Dimension, C.7.6.17. */
function dimensionModule({ object, encoding }: SegmentationToWrite): DatasetValues {
  const organization = uidFrom(object.sopInstanceUid, "dimension organization");
  const dimensions = [...(encoding === "binary" ? [segmentDimension] : []), timeDimension, positionDimension];
  return {
    DimensionOrganizationSequence: [{ DimensionOrganizationUID: organization }],
    DimensionIndexSequence: dimensions.map(({ label, attribute, group }) => ({
      DimensionOrganizationUID: organization,
      DimensionIndexPointer: attributes[attribute].tag,
      FunctionalGroupPointer: attributes[group].tag,
      DimensionDescriptionLabel: label,
    })),
  };
}

/** Common Instance Reference, C.12.2: the images of the chosen frames. */
function referencesOf({ source, frameIndices }: SegmentationToWrite): DatasetValues {
  const referenced = seriesReferences(frameIndices.map((t) => source.frames[t]!));
  return {
    ReferencedSeriesSequence: referenced.map(({ seriesInstanceUid, instances }) => ({
      SeriesInstanceUID: copiedUid("SeriesInstanceUID", seriesInstanceUid),
      ReferencedInstanceSequence: instances.map(instanceReference),
    })),
  };
}

function segmentItem(segment: Segment, algorithm: SegmentationAlgorithm): DatasetValues {
  return {
    SegmentNumber: segment.number,
    SegmentLabel: segment.label,
    SegmentAlgorithmType: algorithm.type,
    SegmentAlgorithmName: algorithm.name,
    SegmentationAlgorithmIdentificationSequence: [
      {
        AlgorithmFamilyCodeSequence: codeItem(algorithm.family),
        AlgorithmName: algorithm.name,
        AlgorithmVersion: algorithm.version,
      },
    ],
    SegmentedPropertyCategoryCodeSequence: codeItem(segment.category),
    SegmentedPropertyTypeCodeSequence: codeItem(segment.type),
    AnatomicRegionSequence: codeItem(segment.region),
    RecommendedDisplayCIELabValue: segment.displayCieLab,
    TrackingID: segment.trackingId,
    TrackingUID: segment.trackingUid,
  };
}

/** What all frames share: Pixel Measures and Plane Orientation, C.7.6.16.2.1 and C.7.6.16.2.4. */
function sharedGroups(source: SourceCine): DatasetValues {
  return {
    PixelMeasuresSequence: [
      {
        PixelSpacing: source.pixelSpacingMm,
        ...(source.sliceThicknessMm !== undefined && { SliceThickness: source.sliceThicknessMm }),
        SpacingBetweenSlices: source.spacingBetweenSlicesMm,
      },
    ],
    PlaneOrientationSequence: [{ ImageOrientationPatient: source.imageOrientationPatient }],
  };
}

/** Derivation Image, Frame Content, Plane Position and Segmentation, C.7.6.16.2.6, .2.2, .2.3 and C.8.20.3.1. */
function frameGroups(source: SourceCine, { segmentNumber, frameIndex, sliceIndex }: SegmentationPlane): DatasetValues {
  const indices = [frameIndex + 1, sliceIndex + 1]; // the numbers that the frame content has, whatever is left out
  return {
    DerivationImageSequence: [derivationItem(source.frames[frameIndex]![sliceIndex]!)],
    FrameContentSequence: [
      {
        StackID: "1",
        InStackPositionNumber: sliceIndex + 1,
        TemporalPositionIndex: frameIndex + 1,
        DimensionIndexValues: segmentNumber === undefined ? indices : [segmentNumber, ...indices],
      },
    ],
    PlanePositionSequence: [{ ImagePositionPatient: source.imagePositionsPatientMm[sliceIndex]! }],
    ...(segmentNumber !== undefined && {
      SegmentIdentificationSequence: [{ ReferencedSegmentNumber: segmentNumber }],
    }),
  };
}

const segmentationDerivation: CodedConcept = { scheme: "DCM", value: "113076", meaning: "Segmentation" };
/** Why an object refers to the images that it was made from. Source: DICOM PS3.16 CID 7202. */
export const sourceForProcessing: CodedConcept = {
  scheme: "DCM",
  value: "121322",
  meaning: "Source image for image processing operation",
};

function derivationItem(frame: SourceFrame): DatasetValues {
  return {
    SourceImageSequence: [
      {
        ...instanceReference(frame),
        ...(frame.frameNumber !== undefined && { ReferencedFrameNumber: frame.frameNumber }),
        PurposeOfReferenceCodeSequence: codeItem(sourceForProcessing),
        SpatialLocationsPreserved: "YES",
      },
    ],
    DerivationCodeSequence: codeItem(segmentationDerivation),
  };
}
