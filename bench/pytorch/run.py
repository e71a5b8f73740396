"""The worker on PyTorch's side: runs one workload, given as JSON, and prints its timing. See bench/workload.ts."""
import json
import os
import resource
import struct
import sys
import time
import warnings

workload = json.loads(sys.argv[1])
os.environ["OMP_NUM_THREADS"] = str(workload["threads"])
warnings.filterwarnings("ignore")  # PyTorch warns when NumPy, which nothing here needs, is absent

import torch  # noqa: E402  (after the number of threads is set)

from models import MODELS  # noqa: E402

LEARNING_RATE, WEIGHT_DECAY, CLIP_NORM = 1e-4, 0.05, 1.0  # as in bench/optimiser-settings.ts
DTYPES = {"F32": torch.float32, "I64": torch.int64}


def read_safetensors(path):
    """Tensors of a safetensors file by name; the format is a length, a JSON header and raw bytes."""
    with open(path, "rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(length))
        data = bytearray(file.read())
    return {
        name: torch.frombuffer(data[slice(*entry["data_offsets"])], dtype=DTYPES[entry["dtype"]]).reshape(entry["shape"])
        for name, entry in header.items()
        if name != "__metadata__"
    }


def training_step(model, batch):
    """AdamW in its fused form, clipping by the global norm; biases and norms do not decay."""
    parameters = [p for p in model.parameters() if p.requires_grad]
    groups = [
        {"params": [p for p in parameters if p.dim() > 1], "weight_decay": WEIGHT_DECAY},
        {"params": [p for p in parameters if p.dim() <= 1], "weight_decay": 0.0},
    ]
    optimiser = torch.optim.AdamW(groups, lr=LEARNING_RATE, fused=True)

    def step():
        optimiser.zero_grad(set_to_none=True)
        loss = model.loss(batch)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(parameters, CLIP_NORM)
        optimiser.step()
        if hasattr(model, "after_step"):
            model.after_step()
        return loss.item()

    return step


def inference_step(model, batch):
    model.eval()

    def step():
        with torch.inference_mode():
            return model(batch).square().mean().item()

    return step


def main():
    torch.set_num_threads(workload["threads"])
    folder = workload["folder"]
    model = MODELS[workload["model"]]()
    model.load_state_dict(read_safetensors(f"{folder}/weights.safetensors"))
    batch = read_safetensors(f"{folder}/batch.safetensors")
    step = (training_step if workload["mode"] == "training" else inference_step)(model, batch)
    milliseconds, cpu_milliseconds, values = [], [], []
    for run in range(workload["warmUps"] + workload["repeats"]):
        start, cpu_start = time.perf_counter(), time.process_time()
        values.append(step())
        if run >= workload["warmUps"]:
            milliseconds.append(1000 * (time.perf_counter() - start))
            cpu_milliseconds.append(1000 * (time.process_time() - cpu_start))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024  # KiB on Linux
    timing = {
        "engine": f"PyTorch {torch.__version__}",
        "milliseconds": milliseconds,
        "cpuMilliseconds": cpu_milliseconds,
        "values": values,
        "peakMemoryMiB": peak,
    }
    print(json.dumps(timing))


main()
