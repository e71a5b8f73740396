/** A segmentation of the oblique cine with three structures, for tests of the writer. */
import type { LabelVolume } from "../../volume.ts";
import { assembleCine } from "../cine.ts";
import type { CodedConcept } from "../coded-concept.ts";
import type { DerivedObject } from "../derived-object.ts";
import { sourceCineOf } from "../source-cine.ts";
import { readStudyContext } from "../study-context.ts";
import { writeMrInstance } from "../write-mr-instance.ts";
import type { SegmentationToWrite } from "../write-segmentation.ts";
import { obliqueCine, obliqueImage } from "./oblique-cine.ts";

const SLICES = 3;
const FRAMES = 4;

const instances = obliqueCine(SLICES, FRAMES);
const cine = assembleCine(instances);

export const source = sourceCineOf(cine, instances);

/** 12 voxels a plane, so that planes of one bit a voxel do not begin at whole bytes; slice 1 of frame 2 is empty. */
export const labels: LabelVolume = {
  grid: cine.volume.grid,
  frameCount: FRAMES,
  labels: Uint8Array.from({ length: FRAMES * SLICES * 12 }, (_, n) =>
    Math.floor(n / 12) === 2 * SLICES + 1 ? 0 : (n * 7 + Math.floor(n / 12)) % 4,
  ),
};

export const object: DerivedObject = {
  context: readStudyContext(writeMrInstance(obliqueImage(0, 0, FRAMES)), "one.dcm"),
  sopInstanceUid: "1.2.3.9.1",
  seriesInstanceUid: "1.2.3.9",
  seriesNumber: 9001,
  seriesDescription: "Segmentation",
  contentDate: "20260102",
  contentTime: "030405",
  equipment: {
    manufacturer: "cmrkit",
    manufacturerModelName: "test",
    deviceSerialNumber: "1",
    softwareVersions: ["cmrkit test"],
  },
};

const heart: CodedConcept = { scheme: "SCT", value: "80891009", meaning: "Heart" };

export const segmentation: SegmentationToWrite = {
  object,
  encoding: "binary",
  contentLabel: "CARDIAC",
  contentDescription: "three structures",
  imageComments: "Research use only.",
  source,
  labels,
  frameIndices: [0, 1, 2, 3],
  segments: [1, 2, 3].map((number) => ({
    number,
    label: `structure ${number}`,
    category: heart,
    type: heart,
    region: heart,
    displayCieLab: [40000, 30000, 30000],
    trackingId: `structure ${number}`,
    trackingUid: `1.2.3.9.2.${number}`,
  })),
  algorithm: { type: "AUTOMATIC", family: heart, name: "none", version: "1" },
};
