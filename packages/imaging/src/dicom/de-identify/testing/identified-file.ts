/** A simulated image that says who was imaged wherever an element can say it: in every attribute of the profile, in texts of others, nested, private. */
import { deflateRawSync } from "node:zlib";
import { fileMeta } from "../../file-meta.ts";
import { openDicomFile } from "../../part10.ts";
import { obliqueImage } from "../../testing/oblique-cine.ts";
import { recode } from "../../testing/recode.ts";
import { transferSyntaxes } from "../../transfer-syntax.ts";
import { concatenate } from "../../write-elements.ts";
import { writeMrInstance } from "../../write-mr-instance.ts";
import profile from "../confidentiality-profile.json" with { type: "json" };
import { encodeElements } from "../encode-elements.ts";
import { keptTexts } from "../kept-values.ts";
import others from "../other-attributes.json" with { type: "json" };
import { type ElementEncoding, type EncodedElement, readElements } from "../read-elements.ts";

export interface IdentifiedFile {
  readonly bytes: Uint8Array;
  /** Every word in it that nobody may read again. */
  readonly secrets: readonly string[];
}

/** The file in a native transfer syntax. */
export function identifiedFile(transferSyntaxUid: string): IdentifiedFile {
  const plain = openDicomFile(recode(writeMrInstance(obliqueImage(1, 1, 5)), { transferSyntaxUid }), "plain");
  const { byteOrder, isExplicitVr, isDeflated } = transferSyntaxes[plain.transferSyntaxUid];
  const encoding = { isLittleEndian: byteOrder === "little", isExplicitVr };
  const secrets: string[] = [];
  const planted = [...profileElements(secrets, encoding), ...otherElements(secrets), ...privateElements(secrets)];
  const tags = new Set(planted.map(({ tag }) => tag));
  const image = readElements(plain.dataset, encoding, "plain").filter(({ tag }) => !tags.has(tag));
  const body = encodeElements([...image, ...planted], encoding);
  const meta = fileMeta({ sopClassUid: "1.2.840.10008.5.1.4.1.1.4", sopInstanceUid: secrets[0]! }, transferSyntaxUid);
  return { bytes: concatenate([meta, isDeflated ? deflateRawSync(body) : body]), secrets };
}

/** An element with a text, for tests that need one more. */
export function textElement(tag: number, vr: string, text: string): EncodedElement {
  return { tag, vr, value: Buffer.from(text, "latin1"), isEncapsulated: false, sequence: undefined };
}

/** A sequence of one item. */
export function sequenceElement(
  tag: number,
  item: readonly EncodedElement[],
  encoding: ElementEncoding,
): EncodedElement {
  return { tag, vr: "SQ", value: new Uint8Array(0), isEncapsulated: false, sequence: { encoding, items: [item] } };
}

/** Values by representation, each told apart by a number; UIDs first. */
const secretBy: Readonly<Record<string, (n: number) => string>> = {
  UI: (n) => `1.3.6.1.4.1.99999.${n}.7`,
  PN: (n) => `Okonkwo${n}^Ngozi${n}`,
  LO: (n) => `Kepler Ward ${n}`,
  SH: (n) => `KW-${n}-77`,
  ST: (n) => `Tulip Street ${n}, Utrecht`,
  LT: (n) => `Tel. +31 30 555${n}`,
  UT: (n) => `Mother of ${n} Jansen`,
  UC: (n) => `Clan of ${n} Jansen`,
  UR: (n) => `https://example.org/people/${n}`,
  AE: (n) => `PACS_WEST_${n}`,
  DA: (n) => `19${31 + (n % 60)}${two(1 + (n % 12))}${two(1 + (n % 28))}`,
  DT: (n) => `19${31 + (n % 60)}${two(1 + (n % 12))}${two(1 + (n % 28))}1736${two(n % 60)}.${n}`,
  TM: (n) => `1736${two(n % 60)}.${1000 + n}`,
  DS: (n) => `48151.${1000 + n}`,
  IS: (n) => `4815${1000 + n}`,
  OB: (n) => `sealed for ${n} Jansen`,
  UN: (n) => `unknown to ${n} Jansen`,
};

function two(value: number): string {
  return String(value).padStart(2, "0");
}

function* profileElements(secrets: string[], encoding: ElementEncoding): Generator<EncodedElement> {
  for (const [n, [digits, [, vr]]] of Object.entries(profile.attributes).entries()) {
    const tag = Number.parseInt(digits, 16);
    if (tag < 0x0008_0000 || tag > 0x7fe0_0000) continue;
    if (vr === "SQ") yield sequenceElement(tag, [...nested(n, secrets)], encoding);
    else if (vr !== undefined && secretBy[vr] !== undefined) yield secretElement(tag, vr, n, secrets);
  }
}

function* otherElements(secrets: string[]): Generator<EncodedElement> {
  const hiding = Object.entries(others.elements).filter(([vr]) => "AE LO LT PN SH ST UC UR UT".includes(vr));
  let n = 2000;
  for (const [vr, groups] of hiding)
    for (const [group, elements] of Object.entries(groups))
      for (const element of elements.split(" ")) {
        const tag = Number.parseInt(group + element, 16);
        n += 1;
        if (!keptTexts.has(tag)) yield secretElement(tag, vr, n, secrets);
        else if (tag % 3 === 0)
          yield textElement(tag, vr, `${secrets.find((word) => word.startsWith("Okonkwo"))} had it`);
      }
}

/** The name of a person and an address within an item, and a private element with its creator. */
function* nested(n: number, secrets: string[]): Generator<EncodedElement> {
  yield secretElement(0x0008_1155, "UI", 5000 + n, secrets);
  yield textElement(0x0009_0010, "LO", "ACME KEPT");
  yield secretElement(0x0009_1001, "UN", 5000 + n, secrets);
  yield secretElement(0x0010_0010, "PN", 5000 + n, secrets);
  yield secretElement(0x0040_a123, "PN", 6000 + n, secrets);
  yield secretElement(0x0040_a160, "UT", 5000 + n, secrets);
}

/** Vendors' elements; one looks like a safe one and has another creator, one has the right creator and a text. */
function* privateElements(secrets: string[]): Generator<EncodedElement> {
  secrets.push("ACME KEPT");
  yield textElement(0x0019_0010, "LO", "ACME KEPT");
  yield secretElement(0x0019_1028, "UN", 7001, secrets);
  yield secretElement(0x0019_10cc, "UN", 7002, secrets);
  yield textElement(0x0029_0010, "LO", "ACME KEPT");
  yield secretElement(0x0029_1010, "OB", 7003, secrets);
  yield textElement(0x2005_0010, "LO", "Philips MR Imaging DD 001");
  yield secretElement(0x2005_1020, "UN", 7004, secrets);
}

function secretElement(tag: number, vr: string, n: number, secrets: string[]): EncodedElement {
  const value = secretBy[vr]!(n);
  secrets.push(value, ...(vr === "PN" ? value.split("^") : []));
  return textElement(tag, vr, value);
}
