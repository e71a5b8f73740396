import { expect, test } from "vitest";
import { PickleError } from "./errors.ts";
import { readPickle } from "./pickle.ts";
import { isPickled, type PickleValue } from "./pickle-values.ts";

/** pickle.dumps of CPython 3.11 for {"a": numbers, "t": tuples, "f": 1.5, "s": {"x"}, "n": None, "b": […], "u": "Größe", "y": b"\0\xff"}. */
const everyType: Readonly<Record<number, string>> = {
  2: "80027d71002858010000006171015d7102284b014affffffff4bff4dffff4a701101004a90eefeff8a060000000000018a060000000000ff8a090000000000000000404a7fffffff65580100000074710328294b018571044b014b028671054b014b024b03877106284b014b024b034b047471077471085801000000667109473ff8000000000000580100000073710a635f5f6275696c74696e5f5f0a7365740a710b5d710c580100000078710d6185710e52710f58010000006e71104e58010000006271115d711228888965580100000075711358070000004772c3b6c39f6571145801000000797115635f636f646563730a656e636f64650a7116580300000000c3bf711758060000006c6174696e31711886711952711a752e",
  3: "80037d71002858010000006171015d7102284b014affffffff4bff4dffff4a701101004a90eefeff8a060000000000018a060000000000ff8a090000000000000000404a7fffffff65580100000074710328294b018571044b014b028671054b014b024b03877106284b014b024b034b047471077471085801000000667109473ff8000000000000580100000073710a636275696c74696e730a7365740a710b5d710c580100000078710d6185710e52710f58010000006e71104e58010000006271115d711228888965580100000075711358070000004772c3b6c39f6571145801000000797115430200ff7116752e",
  4: "800495a7000000000000007d94288c0161945d94284b014affffffff4bff4dffff4a701101004a90eefeff8a060000000000018a060000000000ff8a090000000000000000404a7fffffff658c01749428294b0185944b014b0286944b014b024b038794284b014b024b034b04749474948c016694473ff80000000000008c0173948f94288c017894908c016e944e8c0162945d94288889658c0175948c074772c3b6c39f65948c017994430200ff94752e",
  5: "800595a7000000000000007d94288c0161945d94284b014affffffff4bff4dffff4a701101004a90eefeff8a060000000000018a060000000000ff8a090000000000000000404a7fffffff658c01749428294b0185944b014b0286944b014b024b038794284b014b024b034b04749474948c016694473ff80000000000008c0173948f94288c017894908c016e944e8c0162945d94288889658c0175948c074772c3b6c39f65948c017994430200ff94752e",
};

/** {"args": argparse.Namespace(lr=0.1), "od": OrderedDict(w=1, v=2) with the attribute meta} in protocols 2 and 4. */
const objects = [
  "80027d71002858040000006172677371016361726770617273650a4e616d6573706163650a7102298171037d710458020000006c727105473fb999999999999a736258020000006f64710663636f6c6c656374696f6e730a4f726465726564446963740a7107295271082858010000007771094b01580100000076710a4b02757d710b58040000006d657461710c7d710d58010000006b710e4b01737362752e",
  "80049582000000000000007d94288c0461726773948c086172677061727365948c094e616d6573706163659493942981947d948c026c7294473fb999999999999a73628c026f64948c0b636f6c6c656374696f6e73948c0b4f72646572656444696374949394295294288c0177944b018c0176944b02757d948c046d657461947d948c016b944b01737362752e",
];

/** An object whose __reduce__ is os.system("touch /tmp/pwned"), in protocols 2 and 4. */
const malicious = [
  "800263706f7369780a73797374656d0a71005810000000746f756368202f746d702f70776e656471018571025271032e",
  "8004952b000000000000008c05706f736978948c0673797374656d9493948c10746f756368202f746d702f70776e656494859452942e",
];

const BUILTINS = new Set(["builtins.set", "__builtin__.set", "_codecs.encode"]);
const OBJECTS = new Set(["argparse.Namespace", "collections.OrderedDict"]);

const bytesOfHex = (hex: string) => new Uint8Array(Buffer.from(hex, "hex"));
const tuple = (...items: PickleValue[]): PickleValue => ({ kind: "tuple", items });

function entry(value: PickleValue, key: string): PickleValue | undefined {
  return isPickled(value, "dict") || isPickled(value, "call") ? value.entries.get(key) : undefined;
}

test.each(Object.entries(everyType))("protocol %s: every plain type is read as Python wrote it", (protocol, hex) => {
  const value = readPickle(bytesOfHex(hex), BUILTINS);
  const numbers = [1, -1, 255, 65535, 70000, -70000, 2 ** 40, -(2 ** 40), 2n ** 70n, -129];
  expect(entry(value, "a")).toEqual({ kind: "list", items: numbers });
  expect(entry(value, "t")).toEqual(tuple(tuple(), tuple(1), tuple(1, 2), tuple(1, 2, 3), tuple(1, 2, 3, 4)));
  expect(entry(value, "f")).toBe(1.5);
  expect(entry(value, "n")).toBe(null);
  expect(entry(value, "b")).toEqual({ kind: "list", items: [true, false] });
  expect(entry(value, "u")).toBe("Größe");
  if (Number(protocol) >= 3) expect(entry(value, "y")).toEqual(new Uint8Array([0, 255]));
  if (Number(protocol) >= 4) expect(entry(value, "s")).toEqual({ kind: "set", items: ["x"] });
});

test.each(objects)("objects become the record of their call, attributes and items", (hex) => {
  const value = readPickle(bytesOfHex(hex), OBJECTS);
  expect(entry(value, "args")).toMatchObject({
    kind: "call",
    name: "argparse.Namespace",
    state: { kind: "dict", entries: new Map([["lr", 0.1]]) },
  });
  expect(entry(value, "od")).toMatchObject({
    name: "collections.OrderedDict",
    entries: new Map([
      ["w", 1],
      ["v", 2],
    ]),
  });
});

test.each(malicious)("a name that is not allowed is refused by name", (hex) => {
  expect(() => readPickle(bytesOfHex(hex), OBJECTS)).toThrow(
    expect.objectContaining({ kind: "refused-global", message: expect.stringContaining("posix.system") }),
  );
});

test("a list that holds itself is read, as Python would", () => {
  const value = readPickle(bytesOfHex("80025d71006800612e"), new Set());
  expect(isPickled(value, "list") && value.items[0] === value).toBe(true);
});

test.each([
  ["truncated", "goes on after its 2 bytes", "8002"],
  ["truncated", "goes on after its 10 bytes", "80048effffffffffffff"],
  ["bad-pickle", "0xff, no opcode", "8002ff2e"],
  ["bad-pickle", "takes a value where there is none", "80022e"],
  ["bad-pickle", "mark where there is none", "8002652e"],
  ["bad-pickle", "recalls value 7", "800268072e"],
  ["bad-pickle", "appends to what is no list", "80024e4e612e"],
  ["bad-pickle", "entries into no dictionary", "80024e4e4e732e"],
  ["bad-pickle", "a key without a value", "80027d284e752e"],
  ["bad-pickle", "calls what is no name", "80024e29522e"],
  ["bad-pickle", "attributes of what is no object", "80024e4e622e"],
  ["bad-pickle", "a whole number of 4294967295 bytes", "80028bffffffff2e"],
])("a damaged pickle is refused as %s: it %s", (kind, text, hex) => {
  const refusal = expect.objectContaining({ kind, message: expect.stringContaining(text) });
  expect(() => readPickle(bytesOfHex(hex), new Set())).toThrow(refusal);
  expect(() => readPickle(bytesOfHex(hex), new Set())).toThrow(PickleError);
});

test("whatever byte of a pickle is changed, it is read or refused, and nothing else happens", () => {
  const original = bytesOfHex(objects[1]!);
  for (let i = 0; i < original.length; i++) {
    const damaged = original.with(i, (original[i]! + 1) % 256);
    try {
      readPickle(damaged, OBJECTS);
    } catch (error) {
      expect(error).toBeInstanceOf(PickleError);
    }
  }
});
