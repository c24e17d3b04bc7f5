"""Titans against its equations: token by token, gradients by autograd, in float64."""

from __future__ import annotations

from typing import Any

import pytest
import torch
import transformers as tf
from torch import Tensor
from torch.nn.functional import normalize, silu

from memstudio.errors import MemoryAttachError
from memstudio.memory.attach import attach_memory
from memstudio.memory.kinds.titans import DeepMemory
from memstudio.memory.memory_kind import KindState, Segment, SegmentReading
from memstudio.memory.memory_model import MemoryModel
from tests.memory.conftest import FAMILIES, VOCAB, random_ids

LENGTH = 8
CLOSE = {"atol": 1e-10, "rtol": 0}


def _model(family: str = "gpt2", seed: int = 1, num_slots: int = 3, **options: Any) -> MemoryModel:
    """A tiny model whose memory does much: no parameter is left at zero."""
    torch.manual_seed(0)
    backbone = tf.AutoModelForCausalLM.from_config(FAMILIES[family])
    given = {"key_width": 6, "hidden_width": 10, "chunk_length": 3} | options
    model = attach_memory(
        backbone, kind="titans", num_slots=num_slots, segment_length=LENGTH, options=given
    )
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, parameter in model.memory.named_parameters():
            noise = torch.randn(parameter.shape, generator=generator)
            parameter.add_((0.3 if "rates" in name or "gate" in name else 0.1) * noise)
        model.memory.to_rates.bias[1] = -2.0
    return model.eval()


# ---------------------------------------------------------------------- the equations, plainly


def _rms(x: Tensor) -> Tensor:
    return x / (x.pow(2).mean(-1, keepdim=True) + 1e-6).sqrt()


def _ask_network(weights: list[Tensor], key: Tensor) -> Tensor:
    for index, weight in enumerate(weights):
        key = key @ weight
        if index < len(weights) - 1:
            key = silu(key * weight.shape[1] ** 0.5) / weight.shape[1] ** 0.5
    return key


def _entering(weights: list[Tensor], key: Tensor) -> list[Tensor]:
    """What goes into each layer."""
    entering = [key]
    for weight in weights[:-1]:
        entering.append(silu(entering[-1] @ weight * weight.shape[1] ** 0.5))
        entering[-1] = entering[-1] / weight.shape[1] ** 0.5
    return entering


def _norm(x: Tensor, weights: dict[str, Tensor], name: str) -> Tensor:
    centred = x - x.mean(-1, keepdim=True)
    scaled = centred / (centred.pow(2).mean(-1, keepdim=True) + 1e-5).sqrt()
    return scaled * weights[f"{name}.weight"] + weights[f"{name}.bias"]


def _gpt2_layer(
    weights: dict[str, Tensor], config: tf.GPT2Config, index: int, x: Tensor, allowed: Tensor
) -> Tensor:
    """A layer of a plain GPT-2 on `[Q, d]` under the mask `[Q, Q]`."""
    prefix = f"transformer.h.{index}."
    w = {k.removeprefix(prefix): v for k, v in weights.items() if k.startswith(prefix)}
    heads, width = config.n_head, config.n_embd
    h = _norm(x, w, "ln_1") @ w["attn.c_attn.weight"] + w["attn.c_attn.bias"]
    q, k, v = (part.view(-1, heads, width // heads).transpose(0, 1) for part in h.split(width, 1))
    scores = (q @ k.transpose(1, 2)) / (width // heads) ** 0.5
    mixed = scores.masked_fill(~allowed, -torch.inf).softmax(-1) @ v
    x = x + mixed.transpose(0, 1).flatten(1) @ w["attn.c_proj.weight"] + w["attn.c_proj.bias"]
    h = _norm(x, w, "ln_2") @ w["mlp.c_fc.weight"] + w["mlp.c_fc.bias"]
    h = 0.5 * h * (1 + torch.tanh((2 / torch.pi) ** 0.5 * (h + 0.044715 * h**3)))
    return x + h @ w["mlp.c_proj.weight"] + w["mlp.c_proj.bias"]


class _Teacher:
    """One row's memory, taught a token at a time."""

    def __init__(self, memory: DeepMemory) -> None:
        self.p = {name: value.detach() for name, value in memory.state_dict().items()}
        self.memory = memory
        self.weights = [w.detach().clone() for w in memory.initial_weights]
        self.momentum = [torch.zeros_like(w) for w in self.weights]

    def key(self, layer: str, source: Tensor) -> Tensor:
        projected = source @ self.p[f"{layer}.weight"].T + self.p["places"][: len(source)]
        return normalize(projected, dim=-1)

    def ask(self, layer: str, source: Tensor) -> Tensor:
        return _ask_network(self.weights, self.key(layer, source))

    def mixed(self, name: str, source: Tensor) -> Tensor:
        vectors, mix = source @ self.p[f"to_{name}.weight"].T, self.p[f"{name}_mix"]
        return torch.stack([
            torch.stack([mix[back] * vectors[i - back] for back in range(min(4, i + 1))]).sum(0)
            for i in range(len(vectors))
        ])  # fmt: skip

    def teach(self, asking: Tensor, source: Tensor, chunk: int) -> None:
        keys = normalize(self.mixed("key", asking) + self.p["places"][: len(source)], dim=-1)
        values = self.mixed("value", source) / keys.shape[1] ** 0.5
        rates = torch.sigmoid(source @ self.p["to_rates.weight"].T + self.p["to_rates.bias"])
        theta, alpha = rates[:, 0] / 2, rates[:, 1]
        eta = rates[:, 2] if self.memory.has_momentum else torch.zeros_like(alpha)
        for start in range(0, len(source), chunk):
            part = slice(start, min(start + chunk, len(source)))
            self._teach_chunk(keys[part], values[part], theta[part], alpha[part], eta[part])

    def _teach_chunk(
        self, keys: Tensor, values: Tensor, theta: Tensor, alpha: Tensor, eta: Tensor
    ) -> None:
        count = len(keys)
        begin = [w.clone().requires_grad_() for w in self.weights]
        # How much of a token's step ends up in the weights, by running the recurrence on numbers.
        reach = torch.zeros(count, dtype=keys.dtype)
        for i in range(count):
            step, weight = 0.0, 0.0
            for t in range(count):
                step = eta[t] * step + (1.0 if t == i else 0.0)
                weight = (1 - alpha[t]) * weight + step
            reach[i] = weight
        entering = [_entering([w.detach() for w in begin], key) for key in keys]
        for i in range(count):
            crowd = sum(
                2 * reach[j] * theta[j] * sum(
                    abs(a @ b) for a, b in zip(entering[i], entering[j], strict=True)
                )
                for j in range(count)
            )  # fmt: skip
            loss = (_ask_network(begin, keys[i]) - values[i]).pow(2).sum()
            surprise = torch.autograd.grad(loss, begin)
            for layer, gradient in enumerate(surprise):
                used = theta[i] / max(1.0, float(crowd)) * gradient
                self.momentum[layer] = eta[i] * self.momentum[layer] - used
                self.weights[layer] = (1 - alpha[i]) * self.weights[layer] + self.momentum[layer]
        for tensors in (self.weights, self.momentum):
            for layer, weight in enumerate(tensors):
                longest = 4 * weight.shape[0] ** 0.5
                tensors[layer] = weight * min(1.0, longest / max(float(weight.norm()), 1e-30))


def _reference(model: MemoryModel, ids: Tensor, chunk: int = 3) -> tuple[Tensor, _Teacher]:
    """Logits `[N, V]` of one row, and the memory after the last full segment."""
    weights = dict(model.backbone.state_dict())
    config = model.backbone.config
    teacher = _Teacher(model.memory)
    p, is_context = teacher.p, model.memory.is_context
    persistent = p.get("persistent", torch.zeros(0, config.n_embd, dtype=torch.float64))
    count = len(persistent)
    logits = []
    for start in range(0, len(ids), LENGTH):
        words = weights["transformer.wte.weight"][ids[start : start + LENGTH]]
        s = len(words)
        if is_context:
            asking = _rms(words)
            answer = teacher.ask("to_query", asking) @ p["from_answer.weight"].T
            x = torch.cat([persistent, words + p["read_gate"] * answer, words])
            place = torch.cat([torch.arange(count), *[count + torch.arange(s)] * 2])
            allowed = torch.ones(count + 2 * s, count + 2 * s).tril().bool()
            allowed[count + s :, count : count + s] = torch.ones(s, s).tril().bool()
        else:
            x, place = torch.cat([persistent, words]), torch.arange(count + s)
            allowed = torch.ones(count + s, count + s).tril().bool()
        allowed[:count, :count] = True
        x = x + weights["transformer.wpe.weight"][place]
        source = _gpt2_layer(weights, config, 0, x, allowed)
        y = _gpt2_layer(weights, config, 1, source, allowed)[-s:]
        if is_context:
            source = _rms(y)
            answer = teacher.ask("to_output_query", source) @ p["from_output_answer.weight"].T
            y = y * (1 + p["output_gate"] * answer)
        else:
            asking = source = _rms(source[-s:])
            share = torch.sigmoid(source @ p["to_share.weight"].T + p["to_share.bias"])
            answer = teacher.ask("to_query", source) @ p["from_answer.weight"].T
            y = y + p["read_gate"] * share * answer
        logits.append(_norm(y, weights, "transformer.ln_f") @ weights["lm_head.weight"].T)
        if s == LENGTH:
            teacher.teach(asking, source, chunk)
    return torch.cat(logits), teacher


# ---------------------------------------------------------------------- what must hold

VARIANTS = pytest.mark.parametrize("variant", ["context", "gate"])


@VARIANTS
@pytest.mark.parametrize("depth", [1, 2, 3])
@pytest.mark.parametrize("momentum", [True, False])
def test_it_equals_the_equations(variant: str, depth: int, momentum: bool) -> None:
    model = _model(variant=variant, depth=depth, momentum=momentum, persistent_tokens=2).double()
    ids = random_ids(2, 3 * LENGTH + 5)
    with torch.no_grad():
        output = model(ids)
    for row in range(2):
        logits, teacher = _reference(model, ids[row])
        torch.testing.assert_close(output.logits[row], logits, **CLOSE)
        tensors = output.memory_state.tensors
        for layer in range(depth):
            torch.testing.assert_close(
                tensors[f"weights_{layer}"][row], teacher.weights[layer], **CLOSE
            )
            if momentum:
                torch.testing.assert_close(
                    tensors[f"momentum_{layer}"][row], teacher.momentum[layer], **CLOSE
                )
    assert ("momentum_0" in output.memory_state.tensors) == momentum


@VARIANTS
def test_chunks_of_one_token_are_the_recurrence_of_the_paper(variant: str) -> None:
    model = _model(variant=variant, chunk_length=1, depth=1).double()
    ids = random_ids(1, 3 * LENGTH)
    with torch.no_grad():
        output = model(ids)
    logits, teacher = _reference(model, ids[0], chunk=1)
    torch.testing.assert_close(output.logits[0], logits, **CLOSE)
    tensor = output.memory_state.tensors["weights_0"][0]
    torch.testing.assert_close(tensor, teacher.weights[0], **CLOSE)


@VARIANTS
def test_training_differentiates_through_the_update(variant: str) -> None:
    """By finite differences, in a direction that touches every parameter of the memory."""
    model = _model(variant=variant).double()
    ids = random_ids(2, 3 * LENGTH)
    labels = ids.clone()
    labels[:, : 2 * LENGTH] = -100  # what was taught before is all that keys and rates change
    parameters = dict(model.memory.named_parameters())
    generator = torch.Generator().manual_seed(3)
    for name, parameter in parameters.items():
        model.zero_grad()
        model(ids, labels=labels).loss.backward()
        direction = torch.randn(parameter.shape, generator=generator, dtype=torch.float64)
        slope = float((parameter.grad * direction).sum())
        losses = []
        with torch.no_grad():
            for side in (1e-5, -2e-5):
                parameter.add_(direction, alpha=side)
                # float32 is all that the summed loss is given in; logits are exact.
                logits = model(ids).logits[:, 2 * LENGTH - 1 : -1]
                losses.append(
                    torch.nn.functional.cross_entropy(
                        logits.flatten(0, 1), ids[:, 2 * LENGTH :].flatten()
                    )
                )
            parameter.add_(direction, alpha=1e-5)
        assert slope != 0, name
        assert slope == pytest.approx(float(losses[0] - losses[1]) / 2e-5, rel=1e-4, abs=1e-9), name


@VARIANTS
@pytest.mark.parametrize("family", sorted(FAMILIES))
def test_a_fresh_memory_leaves_the_backbone_as_it_was(family: str, variant: str) -> None:
    torch.manual_seed(0)
    backbone = tf.AutoModelForCausalLM.from_config(FAMILIES[family]).eval()
    ids = random_ids(2, 3 * LENGTH)
    with torch.no_grad():
        plain = torch.cat([backbone(part).logits for part in ids.split(LENGTH, 1)], 1)
        model = attach_memory(
            backbone,
            kind="titans",
            num_slots=3,
            segment_length=LENGTH,
            options={"variant": variant},
        ).eval()
        output = model(ids)
    torch.testing.assert_close(output.logits, plain, atol=1e-5, rtol=1e-4)
    # Though the memory learns all the same, and its gates are asked to open.
    assert (output.memory_state.tensors["weights_0"] != model.memory.initial_weights[0]).any()
    model.train()(ids, labels=ids).loss.backward()
    assert model.memory.read_gate.grad.abs().sum() > 0


@VARIANTS
@pytest.mark.parametrize("persistent_tokens", [0, 2])
def test_no_token_learns_of_later_ones(variant: str, persistent_tokens: int) -> None:
    model = _model("llama", variant=variant, persistent_tokens=persistent_tokens).double()
    ids = random_ids(1, 3 * LENGTH)
    with torch.no_grad():
        logits = model(ids).logits
        for at in (0, 3, 7, 8, 13, 23):
            other = ids.clone()
            other[0, at] = (ids[0, at] + 1) % VOCAB
            changed = (model(other).logits - logits).abs().amax(-1)[0]
            assert (changed[:at] == 0).all()
            assert (changed[at:] > 0).all()


@VARIANTS
@pytest.mark.parametrize("persistent_tokens", [0, 2])
def test_it_is_the_same_token_by_token_through_the_cache_and_padded(
    variant: str, persistent_tokens: int
) -> None:
    model = _model("llama", variant=variant, persistent_tokens=persistent_tokens).double()
    ids = random_ids(2, 21)
    with torch.no_grad():
        whole = model(ids)
        state, logits = None, []
        for at in range(21):
            output = model(ids[:, at : at + 1], memory_state=state)
            state = output.memory_state
            logits.append(output.logits)
        torch.testing.assert_close(torch.cat(logits, 1), whole.logits, atol=1e-6, rtol=0)
        generated = model.generate(
            ids[:, :5], max_new_tokens=20, do_sample=False, pad_token_id=0, eos_token_id=None
        )
        again = ids[:, :5]
        for _ in range(20):
            again = torch.cat([again, model(again).logits[:, -1:].argmax(-1)], 1)
        assert torch.equal(generated, again)

        # A short last segment, committed, padded or not.
        short = model.commit(model(ids[:, :13]).memory_state)
        mask = torch.ones_like(ids)
        mask[:, 13:] = 0
        padded = model.commit(model(ids, attention_mask=mask).memory_state)
        for name, tensor in short.tensors.items():
            torch.testing.assert_close(padded.tensors[name], tensor, atol=1e-6, rtol=0)


@VARIANTS
def test_rows_do_not_touch(variant: str) -> None:
    model = _model("llama", variant=variant).double()
    ids = random_ids(3, 2 * LENGTH + 3)
    with torch.no_grad():
        together = model(ids)
        alone = model(ids[1:2])
    torch.testing.assert_close(together.logits[1:2], alone.logits, atol=1e-6, rtol=0)
    for name, tensor in alone.memory_state.tensors.items():
        torch.testing.assert_close(together.memory_state.tensors[name][1:2], tensor, **CLOSE)


@pytest.mark.slow
@VARIANTS
@pytest.mark.parametrize("depth", [1, 2])
@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
def test_it_stays_finite_over_2000_segments(variant: str, depth: int, dtype: torch.dtype) -> None:
    """With rates at their worst: the fastest learning, nearly no forgetting, long momentum."""
    model = _model("llama", variant=variant, depth=depth).to(dtype)
    with torch.no_grad():
        model.memory.to_rates.bias.copy_(torch.tensor([20.0, -20.0, 20.0]))
        model.memory.to_value.weight *= 100
    state = model.memory.initial_state(1)
    ids = random_ids(1, 50 * LENGTH)
    ids[:, : 10 * LENGTH] = 5  # the same word again and again adds up
    with torch.no_grad():
        for t in range(2000):
            at = t % 50 * LENGTH
            segment = Segment(ids[:, at : at + LENGTH])
            reading = model.memory.read_segment(model.backbone, segment, state)
            state = reading.state
            assert torch.isfinite(reading.logits).all(), t
    for tensor in state.values():
        assert tensor.dtype == torch.float32
        assert torch.isfinite(tensor).all()
        assert tensor.norm() <= 4.001 * tensor.shape[1] ** 0.5


def test_like_keys_are_not_learnt_past_their_value() -> None:
    """Sixteen times the same pair at the fastest rate: a plain sum would overshoot 16 times."""
    from memstudio.memory.deep_memory import Network, Rates, answers, learn

    key = normalize(torch.ones(1, 1, 4), dim=-1).expand(-1, 16, -1)
    value = torch.tensor([1.0, -2.0, 3.0]).expand(1, 16, 3)
    rates = Rates(torch.full((1, 16), 0.5), torch.full((1, 16), 1e-6), None)
    network = Network([torch.zeros(1, 4, 3)], [])
    mask = torch.ones(1, 16, dtype=torch.bool)
    after, _ = learn(network, key, value, rates, mask=mask, chunk_length=16)
    torch.testing.assert_close(answers(after.weights, key), value, atol=1e-3, rtol=0)


# ---------------------------------------------------------------------- slots and pictures


def _read(model: MemoryModel, ids: Tensor) -> tuple[KindState, SegmentReading]:
    """The last segment, captured, and the state before it."""
    state = model.memory.initial_state(ids.shape[0])
    parts = ids.split(LENGTH, 1)
    for part in parts[:-1]:
        state = model.memory.read_segment(model.backbone, Segment(part), state).state
    last = Segment(parts[-1], capture=True)
    return state, model.memory.read_segment(model.backbone, last, state)


@VARIANTS
@pytest.mark.parametrize("depth", [1, 2, 3])
def test_a_slot_view_can_be_taken_and_put_back(variant: str, depth: int) -> None:
    model = _model(variant=variant, depth=depth, num_slots=4).double()
    memory = model.memory
    with torch.no_grad():
        state, reading = _read(model, random_ids(2, 3 * LENGTH))
        view = memory.slot_view(state)
        assert view.shape == (2, 4, 32)
        for name, tensor in memory.with_slot_view(state, view).items():
            assert torch.equal(tensor, state[name]), name
        later = memory.slot_view(reading.state)
        there = memory.slot_view(memory.with_slot_view(state, later))
        torch.testing.assert_close(there, later, **CLOSE)

        # One slot as it was at first, the others as they are.
        first = memory.initial_state(2)
        changed = view.clone()
        changed[:, 1] = memory.slot_view(first)[:, 1]
        without = memory.with_slot_view(state, changed)
        of_unit = torch.arange(state[f"weights_{depth - 1}"].shape[1]) * 4
        is_in_slot = of_unit // len(of_unit) == 1
        for name in (f"weights_{depth - 1}", f"momentum_{depth - 1}"):
            torch.testing.assert_close(
                without[name][:, is_in_slot], first[name][:, is_in_slot], **CLOSE
            )
            torch.testing.assert_close(
                without[name][:, ~is_in_slot], state[name][:, ~is_in_slot], **CLOSE
            )
        if depth == 1:
            return
        for name in (f"weights_{depth - 2}", f"momentum_{depth - 2}"):
            torch.testing.assert_close(
                without[name][..., is_in_slot], first[name][..., is_in_slot], **CLOSE
            )
        if depth == 2:
            nothing = memory.with_slot_view(state, memory.slot_view(first))
            for name, tensor in nothing.items():
                torch.testing.assert_close(tensor, first[name], **CLOSE)


@VARIANTS
def test_read_weights_are_the_parts_of_what_was_read(variant: str) -> None:
    """Taking a slot's weights away changes what is added to a token by the part it was said."""
    model = _model(variant=variant, num_slots=5).double()
    memory = model.memory
    ids = random_ids(2, 3 * LENGTH)
    added: list[Tensor] = []

    def keep(_module: object, _args: object, output: Tensor) -> None:
        added.append(output)

    def segment_of(state: KindState) -> tuple[SegmentReading, Tensor]:
        """What answers are made of: the input of the layer behind the network."""
        asked: list[Tensor] = []
        from memstudio.memory.kinds import titans

        original = titans.answers

        def spy(weights: list[Tensor], keys: Tensor) -> Tensor:
            asked.append(original(weights, keys))
            return asked[-1]

        titans.answers = spy
        try:
            last = Segment(ids[:, -LENGTH:], capture=True)
            return memory.read_segment(model.backbone, last, state), asked[0]
        finally:
            titans.answers = original

    with torch.no_grad():
        state, _ = _read(model, ids)
        reading, answer = segment_of(state)
        assert reading.weights is not None
        read = reading.weights.read
        assert read.shape == (1, 2, 1, LENGTH, 5)
        parts = []
        for slot in range(5):
            cut = dict(state)
            last = state["weights_1"].clone()
            last[:, (torch.arange(10) * 5 // 10) == slot] = 0
            cut["weights_1"] = last
            parts.append(answer - segment_of(cut)[1])
        torch.testing.assert_close(torch.stack(parts).sum(0), answer, **CLOSE)
        lengths = torch.stack([part.norm(dim=-1) for part in parts], -1)
        shares = lengths / lengths.sum(-1, keepdim=True)
        total = read[0, :, 0].sum(-1, keepdim=True)
        assert (total > 0).all()
        assert (total < 1).all()
        torch.testing.assert_close(read[0, :, 0] / total, shares, **CLOSE)
        # With closed gates nothing is read.
        memory.read_gate.zero_()
        closed = segment_of(state)[0].weights
        assert closed is not None
        assert (closed.read == 0).all()


@VARIANTS
@pytest.mark.parametrize("momentum", [True, False])
def test_write_weights_are_the_parts_that_tokens_wrote(variant: str, momentum: bool) -> None:
    """A token whose learning is turned off leaves the difference that it was said to make."""
    model = _model(variant=variant, num_slots=5, chunk_length=8, momentum=momentum).double()
    memory = model.memory
    from memstudio.memory.deep_memory import Rates

    with torch.no_grad():
        memory.to_rates.bias[0] = -6.0  # slow, so that tokens do not crowd each other
        state, reading = _read(model, random_ids(1, 2 * LENGTH))
        weights = reading.weights
        assert weights is not None
        assert weights.write is not None
        assert weights.write.shape == (1, 1, 1, 5, LENGTH)
        write = weights.write[0, 0, 0]
        assert (write.sum(-1) <= 1).all()
        plain_rates = memory.rates
        lengths = []
        for token in range(LENGTH):

            def rates(normed: Tensor, token: int = token) -> Rates:
                full = plain_rates(normed)
                learning = full.learning.clone()
                learning[:, token] = 0
                return Rates(learning, full.forgetting, full.momentum)

            memory.rates = rates
            _, other = _read(model, random_ids(1, 2 * LENGTH))
            memory.rates = plain_rates
            # The token was silent in the first segment too: begin from the state it really met.
            memory.rates = rates
            last = Segment(random_ids(1, 2 * LENGTH)[:, LENGTH:])
            other = memory.read_segment(model.backbone, last, state)
            memory.rates = plain_rates
            rows = (reading.state["weights_1"] - other.state["weights_1"])[0]
            columns = (reading.state["weights_0"] - other.state["weights_0"])[0]
            squares = rows.square().sum(1) + columns.square().sum(0)
            lengths.append(squares.view(5, 2).sum(1).sqrt())
        wrote = torch.stack(lengths, -1)
        expected = wrote / wrote.sum(-1, keepdim=True)
        torch.testing.assert_close(
            write / write.sum(-1, keepdim=True), expected, atol=1e-8, rtol=1e-6
        )


# ---------------------------------------------------------------------- refusals


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"variant": "layer"}, "variant"),
        ({"depth": 0}, "depth"),
        ({"depth": 5}, "depth"),
        ({"chunk_length": 0}, "chunk_length"),
        ({"opening": 2}, "opening"),
    ],
)
def test_bad_options_are_refused(options: dict[str, Any], reason: str) -> None:
    backbone = tf.AutoModelForCausalLM.from_config(FAMILIES["gpt2"])
    with pytest.raises(MemoryAttachError, match=reason):
        attach_memory(backbone, kind="titans", segment_length=LENGTH, options=options)


def test_slots_and_segments_that_do_not_fit_are_refused() -> None:
    backbone = tf.AutoModelForCausalLM.from_config(FAMILIES["gpt2"])
    for num_slots in (0, 129):
        with pytest.raises(MemoryAttachError, match="1 to 128 slots"):
            attach_memory(backbone, kind="titans", num_slots=num_slots, segment_length=LENGTH)
    with pytest.raises(MemoryAttachError, match="1 to 64 slots"):
        attach_memory(backbone, kind="titans", num_slots=65, segment_length=8, options={"depth": 1})
    with pytest.raises(MemoryAttachError, match="at most 32"):
        attach_memory(backbone, kind="titans", segment_length=33)
    attach_memory(backbone, kind="titans", segment_length=33, options={"variant": "gate"})
