/** The content of a structured report as a tree, and its encoding. Source: DICOM PS3.3 C.17.3 and C.18. */
import { type CodedConcept, codeItem } from "./coded-concept.ts";
import type { SopReference } from "./sop-reference.ts";
import { copiedUid, instanceReference } from "./sop-reference.ts";
import { type DatasetValues, decimalString } from "./write-elements.ts";

export type Relationship = "CONTAINS" | "HAS CONCEPT MOD" | "HAS OBS CONTEXT" | "HAS PROPERTIES" | "INFERRED FROM";

interface Named {
  readonly name: CodedConcept;
  readonly children?: readonly Related[];
}

export interface Container extends Named {
  readonly kind: "container";
  /** Identifier of a template of PS3.16, where the container is the root of one. */
  readonly template?: string;
}

/** One statement of a report. */
export type ContentItem =
  | Container
  | (Named & { readonly kind: "code"; readonly value: CodedConcept })
  | (Named & { readonly kind: "text"; readonly value: string })
  | (Named & { readonly kind: "uid"; readonly value: string })
  /** A number with its unit, or the qualifier that says why there is none. */
  | (Named & { readonly kind: "number"; readonly value: number; readonly unit: CodedConcept })
  | (Named & { readonly kind: "no-number"; readonly why: CodedConcept })
  | (Named & { readonly kind: "image"; readonly reference: SopReference; readonly segmentNumber?: number });

/** An item, and how it is related to the one above it. */
export interface Related {
  readonly relationship: Relationship;
  readonly item: ContentItem;
}

/** `items` under one relationship. */
export function related(relationship: Relationship, ...items: readonly ContentItem[]): readonly Related[] {
  return items.map((item) => ({ relationship, item }));
}

/** The data set of an item: the root's go to the top of the report, others into a Content Sequence. */
export function contentItemValues(item: ContentItem): DatasetValues {
  const { children = [] } = item;
  return {
    ...itemValue(item),
    ConceptNameCodeSequence: codeItem(item.name),
    ...(children.length > 0 && {
      ContentSequence: children.map(({ relationship, item }) => ({
        RelationshipType: relationship,
        ...contentItemValues(item),
      })),
    }),
  };
}

function itemValue(item: ContentItem): DatasetValues {
  switch (item.kind) {
    case "container":
      return containerValue(item);
    case "code":
      return { ValueType: "CODE", ConceptCodeSequence: codeItem(item.value) };
    case "text":
      return { ValueType: "TEXT", TextValue: item.value };
    case "uid":
      return { ValueType: "UIDREF", UID: copiedUid("UID", item.value) };
    case "number":
      return { ValueType: "NUM", MeasuredValueSequence: [measuredValue(item.value, item.unit)] };
    case "no-number":
      return { ValueType: "NUM", MeasuredValueSequence: [], NumericValueQualifierCodeSequence: codeItem(item.why) };
    case "image":
      return { ValueType: "IMAGE", ReferencedSOPSequence: [imageReference(item.reference, item.segmentNumber)] };
  }
}

function containerValue({ template }: Container): DatasetValues {
  return {
    ValueType: "CONTAINER",
    ContinuityOfContent: "SEPARATE",
    ...(template !== undefined && {
      ContentTemplateSequence: [{ MappingResource: "DCMR", TemplateIdentifier: template }],
    }),
  };
}

/** A decimal string holds 16 characters; what it rounds away is in the floating point value beside it. */
function measuredValue(value: number, unit: CodedConcept): DatasetValues {
  const isExact = Number(decimalString(value)) === value;
  return {
    NumericValue: value,
    ...(!isExact && { FloatingPointValue: value }),
    MeasurementUnitsCodeSequence: codeItem(unit),
  };
}

function imageReference(reference: SopReference, segmentNumber: number | undefined): DatasetValues {
  return {
    ...instanceReference(reference),
    ...(segmentNumber !== undefined && { ReferencedSegmentNumber: segmentNumber }),
  };
}

/** Every image that a tree refers to. */
export function referencesIn(item: ContentItem): readonly SopReference[] {
  const own = item.kind === "image" ? [item.reference] : [];
  return [...own, ...(item.children ?? []).flatMap(({ item }) => referencesIn(item))];
}
