/**
 * Reads Python pickles of protocols 2 to 5 without running them: the stack machine builds plain data, names outside an
 * allow-list are refused, and calls are recorded, never made.
 *
 * Source: CPython, Lib/pickletools.py (the opcodes and their arguments).
 */
import { PickleError } from "./errors.ts";
import { PickleMachine } from "./pickle-machine.ts";
import { isPickled, type PickleValue } from "./pickle-values.ts";

type Operation = (machine: PickleMachine) => void;

const STOP = 0x2e;
/** A whole number longer than this is no size, offset or count. */
const LONGEST_INTEGER_BYTES = 256;

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
/** Python 2 wrote its byte strings where Python 3 writes text. */
const latin1 = (bytes: Uint8Array) => Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");

/** By opcode; the comment is its name in pickletools. */
const operations: ReadonlyMap<number, Operation> = new Map<number, Operation>([
  [0x80, (m) => m.take(1)], // PROTO
  [0x95, (m) => m.take(8)], // FRAME

  [0x4e, (m) => m.push(null)], // NONE
  [0x88, (m) => m.push(true)], // NEWTRUE
  [0x89, (m) => m.push(false)], // NEWFALSE
  [0x4a, (m) => m.push(m.int32())], // BININT
  [0x4b, (m) => m.push(m.byte())], // BININT1
  [0x4d, (m) => m.push(m.uint16())], // BININT2
  [0x8a, (m) => m.push(integer(m, m.byte()))], // LONG1
  [0x8b, (m) => m.push(integer(m, m.uint32()))], // LONG4
  [0x47, (m) => m.push(m.float64())], // BINFLOAT

  [0x58, (m) => m.push(text(m.take(m.uint32())))], // BINUNICODE
  [0x8c, (m) => m.push(text(m.take(m.byte())))], // SHORT_BINUNICODE
  [0x8d, (m) => m.push(text(m.take(m.uint64())))], // BINUNICODE8
  [0x54, (m) => m.push(latin1(m.take(m.uint32())))], // BINSTRING
  [0x55, (m) => m.push(latin1(m.take(m.byte())))], // SHORT_BINSTRING
  [0x42, (m) => m.push(m.take(m.uint32()))], // BINBYTES
  [0x43, (m) => m.push(m.take(m.byte()))], // SHORT_BINBYTES
  [0x8e, (m) => m.push(m.take(m.uint64()))], // BINBYTES8
  [0x96, (m) => m.push(m.take(m.uint64()))], // BYTEARRAY8

  [0x28, (m) => m.mark()], // MARK
  [0x30, (m) => m.drop()], // POP
  [0x31, (m) => m.popToMark()], // POP_MARK
  [0x32, (m) => m.push(m.top())], // DUP

  [0x5d, (m) => m.push({ kind: "list", items: [] })], // EMPTY_LIST
  [0x6c, (m) => m.push({ kind: "list", items: m.popToMark() })], // LIST
  [0x61, (m) => withPopped(m, (item) => m.appendItems([item], "list"))], // APPEND
  [0x65, (m) => m.appendItems(m.popToMark(), "list")], // APPENDS
  [0x29, (m) => m.push({ kind: "tuple", items: [] })], // EMPTY_TUPLE
  [0x74, (m) => m.push({ kind: "tuple", items: m.popToMark() })], // TUPLE
  [0x85, (m) => m.push({ kind: "tuple", items: popped(m, 1) })], // TUPLE1
  [0x86, (m) => m.push({ kind: "tuple", items: popped(m, 2) })], // TUPLE2
  [0x87, (m) => m.push({ kind: "tuple", items: popped(m, 3) })], // TUPLE3
  [0x7d, (m) => m.push({ kind: "dict", entries: new Map() })], // EMPTY_DICT
  [0x64, dictionary], // DICT
  [0x73, (m) => m.setEntries(popped(m, 2))], // SETITEM
  [0x75, (m) => m.setEntries(m.popToMark())], // SETITEMS
  [0x8f, (m) => m.push({ kind: "set", items: [] })], // EMPTY_SET
  [0x90, (m) => m.appendItems(m.popToMark(), "set")], // ADDITEMS
  [0x91, (m) => m.push({ kind: "set", items: m.popToMark() })], // FROZENSET

  [0x71, (m) => m.remember(m.byte())], // BINPUT
  [0x72, (m) => m.remember(m.uint32())], // LONG_BINPUT
  [0x94, (m) => m.memoise()], // MEMOIZE
  [0x68, (m) => m.recall(m.byte())], // BINGET
  [0x6a, (m) => m.recall(m.uint32())], // LONG_BINGET

  [0x63, (m) => m.pushGlobal(m.line(), m.line())], // GLOBAL
  [0x93, stackGlobal], // STACK_GLOBAL
  [0x52, call], // REDUCE
  [0x81, call], // NEWOBJ
  [0x92, callWithKeywords], // NEWOBJ_EX
  [0x62, (m) => withPopped(m, (state) => m.setState(state))], // BUILD
  [0x51, (m) => m.push({ kind: "persistent", id: m.pop() })], // BINPERSID
]);

/**
 * The value that a pickle describes.
 * @param allowed Names that may occur in it, as `module.name`. They too are only recorded.
 * @throws {PickleError} `refused-global` naming what it wanted, `truncated` or `bad-pickle`.
 */
export function readPickle(bytes: Uint8Array, allowed: ReadonlySet<string>): PickleValue {
  const machine = new PickleMachine(bytes, allowed);
  for (let opcode = machine.byte(); opcode !== STOP; opcode = machine.byte()) {
    const operation = operations.get(opcode);
    if (!operation)
      throw new PickleError(
        "bad-pickle",
        `byte ${machine.position - 1} is 0x${opcode.toString(16).padStart(2, "0")}, no opcode of protocols 2 to 5 that weights need`,
      );
    operation(machine);
  }
  return machine.pop();
}

/** Little-endian two's complement of any length, as a number where it is one. */
function integer(machine: PickleMachine, length: number): number | bigint {
  if (length > LONGEST_INTEGER_BYTES) throw machine.fault(`holds a whole number of ${length} bytes`);
  const bytes = machine.take(length);
  const unsigned = bytes.reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n);
  const value = BigInt.asIntN(8 * length, unsigned);
  return Number.isSafeInteger(Number(value)) ? Number(value) : value;
}

function popped(machine: PickleMachine, count: number): PickleValue[] {
  return Array.from({ length: count }, () => machine.pop()).reverse();
}

function withPopped(machine: PickleMachine, use: (value: PickleValue) => void): void {
  use(machine.pop());
}

function dictionary(machine: PickleMachine): void {
  const pairs = machine.popToMark();
  machine.push({ kind: "dict", entries: new Map() });
  machine.setEntries(pairs);
}

function stackGlobal(machine: PickleMachine): void {
  const [module, name] = popped(machine, 2);
  if (typeof module !== "string" || typeof name !== "string") throw machine.fault("names a global by what is no text");
  machine.pushGlobal(module, name);
}

function call(machine: PickleMachine): void {
  const [callee, args] = popped(machine, 2);
  machine.pushCall(callee!, args!);
}

function callWithKeywords(machine: PickleMachine): void {
  const [callee, args, keywords] = popped(machine, 3);
  if (!isPickled(keywords, "dict") || keywords.entries.size > 0) throw machine.fault("calls with keywords");
  machine.pushCall(callee!, args!);
}
