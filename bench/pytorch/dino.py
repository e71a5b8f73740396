"""A training step of DINO with ViT-Small, under the names of parameters of facebookresearch/dino."""
import copy

import torch
from torch import nn
from torch.nn import functional as F

WIDTH, DEPTH, HEADS, PROTOTYPES = 384, 12, 6, 65536
STUDENT_TEMPERATURE, TEACHER_TEMPERATURE, CENTER_MOMENTUM, EMA_DECAY = 0.1, 0.04, 0.9, 0.996  # as in bench/models/dino.ts


class Attention(nn.Module):
    def __init__(self):
        super().__init__()
        self.qkv = nn.Linear(WIDTH, 3 * WIDTH)
        self.proj = nn.Linear(WIDTH, WIDTH)

    def forward(self, x):
        q, k, v = self.qkv(x).unflatten(2, (3, HEADS, -1)).permute(2, 0, 3, 1, 4)
        return self.proj(F.scaled_dot_product_attention(q, k, v).transpose(1, 2).flatten(2))


class Mlp(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(WIDTH, 4 * WIDTH)
        self.fc2 = nn.Linear(4 * WIDTH, WIDTH)

    def forward(self, x):
        return self.fc2(F.gelu(self.fc1(x)))


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(WIDTH, eps=1e-6), nn.LayerNorm(WIDTH, eps=1e-6)
        self.attn, self.mlp = Attention(), Mlp()

    def forward(self, x):
        x = x + self.attn(self.norm1(x))
        return x + self.mlp(self.norm2(x))


class PatchEmbed(nn.Module):
    def __init__(self, patch):
        super().__init__()
        self.proj = nn.Conv2d(1, WIDTH, patch, stride=patch)


class Backbone(nn.Module):
    def __init__(self, patch):
        super().__init__()
        self.grid = 224 // patch
        self.cls_token = nn.Parameter(torch.zeros(1, 1, WIDTH))
        self.pos_embed = nn.Parameter(torch.zeros(1, 1 + self.grid**2, WIDTH))
        self.patch_embed = PatchEmbed(patch)
        self.blocks = nn.ModuleList(Block() for _ in range(DEPTH))
        self.norm = nn.LayerNorm(WIDTH, eps=1e-6)

    def forward(self, crops):
        """(B, n, C, Y, X) -> class tokens (B, n, E)."""
        patches = self.patch_embed.proj(crops.flatten(0, 1))
        tokens = patches.flatten(2).transpose(1, 2)
        x = torch.cat([self.cls_token.expand(len(tokens), -1, -1), tokens], 1) + self.positions(patches.shape[2])
        for block in self.blocks:
            x = block(x)
        return self.norm(x)[:, 0].unflatten(0, crops.shape[:2])

    def positions(self, grid):
        if grid == self.grid:
            return self.pos_embed
        stored = self.pos_embed[:, 1:].unflatten(1, (self.grid, self.grid)).permute(0, 3, 1, 2)
        factor = (grid + 0.1) / self.grid
        resized = F.interpolate(stored, scale_factor=(factor, factor), mode="bicubic")
        return torch.cat([self.pos_embed[:, :1], resized.flatten(2).transpose(1, 2)], 1)


class Prototypes(nn.Module):
    """Directions of fixed length."""

    def __init__(self):
        super().__init__()
        self.weight_g = nn.Parameter(torch.ones(PROTOTYPES, 1), requires_grad=False)
        self.weight_v = nn.Parameter(torch.zeros(PROTOTYPES, 256))

    def forward(self, x):
        return F.linear(x, torch._weight_norm(self.weight_v, self.weight_g, 0))


class Head(nn.Module):
    def __init__(self):
        super().__init__()
        layers = [nn.Linear(WIDTH, 2048), nn.GELU(), nn.Linear(2048, 2048), nn.GELU(), nn.Linear(2048, 256)]
        self.mlp = nn.Sequential(*layers)
        self.last_layer = Prototypes()

    def forward(self, x):
        return self.last_layer(F.normalize(self.mlp(x), dim=-1))


class Dino(nn.Module):
    """The student; the teacher and the centre appear with the first step."""

    def __init__(self, patch):
        super().__init__()
        self.backbone, self.head = Backbone(patch), Head()
        self.teacher = []  # a list, lest its parameters be the student's

    def loss(self, batch):
        if not self.teacher:
            self.teacher = [copy.deepcopy(self.backbone), copy.deepcopy(self.head)]
            self.center = torch.zeros(1, 1, PROTOTYPES)
        backbone, head = self.teacher
        with torch.no_grad():
            guessed = head(backbone(batch["globalCrops"]))
            target = ((guessed - self.center) / TEACHER_TEMPERATURE).softmax(-1)
            self.center = CENTER_MOMENTUM * self.center + (1 - CENTER_MOMENTUM) * guessed.mean((0, 1), keepdim=True)
        seen = torch.cat([self.backbone(batch["globalCrops"]), self.backbone(batch["localCrops"])], 1)
        log_probability = (self.head(seen) / STUDENT_TEMPERATURE).log_softmax(-1)
        agreement = target @ log_probability.transpose(1, 2)  # (B, G, V)
        B, G, V = agreement.shape
        return -(agreement * (1 - torch.eye(G, V))).sum() / (B * G * (V - 1))

    @torch.no_grad()
    def after_step(self):
        ours = [p for module in (self.backbone, self.head) for p in module.parameters()]
        theirs = [p for module in self.teacher for p in module.parameters()]
        torch._foreach_lerp_(theirs, ours, 1 - EMA_DECAY)
