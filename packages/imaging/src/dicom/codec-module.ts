/**
 * The codecs of JPEG, JPEG-LS, JPEG 2000 and HTJ2K: one WebAssembly module, compiled on first use and thrown away whenever
 * it fails, because C++ that an exception left half way cannot be trusted with the next frame.
 *
 * The module is that of dcmjs-codecs; its JavaScript, which reads whole files, is not loaded.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

/** Decoding functions of the module. */
export type CodecName = "DecodeJpeg" | "DecodeJpegLs" | "DecodeJpeg2000" | "DecodeHtJpeg2000";

/** What the decoder is told of a frame of single samples. */
export interface CodedFrame {
  readonly bytes: Uint8Array;
  readonly columns: number;
  readonly rows: number;
  readonly bitsAllocated: 8 | 16;
  readonly bitsStored: number;
  readonly isSigned: boolean;
}

/** The module begins with 256 MiB of address space; what needs more than this is no frame of the limits we read. */
const MAX_MEMORY_BYTES = 1024 * 1024 * 1024;

type Call = (...numbers: readonly number[]) => number;

interface Codecs {
  readonly memory: WebAssembly.Memory;
  readonly call: (name: string, ...numbers: readonly number[]) => number;
}

let compiled: WebAssembly.Module | undefined;
let running: Codecs | undefined;

/**
 * Decodes one frame.
 * @returns (Y, X) little-endian numbers of `bitsAllocated` bits.
 * @throws {Error} what the decoder says, or that it ran out of its memory; never a DicomError, which needs a file's name.
 */
export function decodeWithModule(name: CodecName, frame: CodedFrame): Uint8Array {
  running ??= start();
  try {
    return decode(running, name, frame);
  } catch (error) {
    running = undefined;
    throw error;
  }
}

function decode({ memory, call }: Codecs, name: CodecName, frame: CodedFrame): Uint8Array {
  const context = call("CreateCodecsContext");
  const parameters = call("CreateDecoderParameters");
  call("SetColumns", context, frame.columns);
  call("SetRows", context, frame.rows);
  call("SetBitsAllocated", context, frame.bitsAllocated);
  call("SetBitsStored", context, frame.bitsStored);
  call("SetSamplesPerPixel", context, 1);
  call("SetPixelRepresentation", context, Number(frame.isSigned));
  call("SetPlanarConfiguration", context, 0);
  call("SetPhotometricInterpretation", context, MONOCHROME2);
  call("SetConvertColorspaceToRgb", parameters, 0);
  call("SetEncodedBufferSize", context, frame.bytes.length);
  const encodedAt = call("GetEncodedBuffer", context); // before the view: allocating may move the memory
  new Uint8Array(memory.buffer).set(frame.bytes, encodedAt);
  call(name, context, parameters);
  const decodedAt = call("GetDecodedBuffer", context);
  const decoded = new Uint8Array(memory.buffer, decodedAt, call("GetDecodedBufferSize", context)).slice();
  call("ReleaseDecoderParameters", parameters);
  call("ReleaseCodecsContext", context);
  return decoded;
}

/** Its number in the module's list of photometric interpretations. */
const MONOCHROME2 = 1;

function start(): Codecs {
  compiled ??= new WebAssembly.Module(readFileSync(modulePath()));
  const instance = new WebAssembly.Instance(
    compiled,
    imports(() => memory),
  );
  const memory = instance.exports.memory as WebAssembly.Memory;
  const call = (name: string, ...numbers: readonly number[]) => (instance.exports[name] as Call)(...numbers);
  call("_initialize");
  return { memory, call };
}

function modulePath(): string {
  return createRequire(import.meta.url).resolve("dcmjs-codecs/build/dcmjs-native-codecs.wasm");
}

/** WASI's `badf`. A write that succeeds with no byte written would be tried again for ever by whoever prints a warning. */
const BAD_DESCRIPTOR = 8;

/** What the module asks of its host: to pass on messages, to watch its memory, and a file system that holds nothing. */
function imports(memory: () => WebAssembly.Memory): WebAssembly.Imports {
  const textAt = (start: number, length: number) =>
    new TextDecoder().decode(new Uint8Array(memory().buffer, start, length));
  const nothing = () => 0;
  return {
    env: {
      onCodecsException: (start: number, length: number) => {
        throw new Error(textAt(start, length));
      },
      onCodecsInfo: nothing,
      onCodecsTrace: nothing,
      emscripten_notify_memory_growth: () => {
        if (memory().buffer.byteLength > MAX_MEMORY_BYTES) throw new Error("the decoder needs more memory than it may");
      },
    },
    wasi_snapshot_preview1: {
      proc_exit: () => {
        throw new Error("the decoder gave up");
      },
      clock_time_get: nothing,
      fd_write: () => BAD_DESCRIPTOR,
      fd_close: nothing,
      fd_seek: nothing,
      environ_sizes_get: nothing,
      environ_get: nothing,
    },
  };
}
