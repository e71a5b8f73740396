;; The arithmetic of an update on one block of elements, four at a time. The host puts blocks into the memory and takes
;; them out again; pointers are bytes, counts are elements, rounded up to fours.
(module
  (memory (export "memory") 3)

  ;; m ← β₁m + g₁·s, v ← β₂v + g₂·s², p ← keep·p − step·m / (√v + smallest), where s is the gradient by its factor.
  (func (export "adamW")
    (param $count i32) (param $p i32) (param $gradient i32) (param $m i32) (param $v i32)
    (param $factor f32) (param $beta1 f32) (param $gain1 f32) (param $beta2 f32) (param $gain2 f32)
    (param $keep f32) (param $step f32) (param $smallest f32)
    (local $at i32) (local $end i32) (local $s v128) (local $first v128) (local $second v128)
    (local.set $end (i32.shl (local.get $count) (i32.const 2)))
    (loop $next
      (local.set $s
        (f32x4.mul
          (v128.load (i32.add (local.get $gradient) (local.get $at)))
          (f32x4.splat (local.get $factor))))
      (local.set $first
        (f32x4.add
          (f32x4.mul
            (v128.load (i32.add (local.get $m) (local.get $at)))
            (f32x4.splat (local.get $beta1)))
          (f32x4.mul (local.get $s) (f32x4.splat (local.get $gain1)))))
      (local.set $second
        (f32x4.add
          (f32x4.mul
            (v128.load (i32.add (local.get $v) (local.get $at)))
            (f32x4.splat (local.get $beta2)))
          (f32x4.mul
            (f32x4.mul (local.get $s) (local.get $s))
            (f32x4.splat (local.get $gain2)))))
      (v128.store (i32.add (local.get $m) (local.get $at)) (local.get $first))
      (v128.store (i32.add (local.get $v) (local.get $at)) (local.get $second))
      (v128.store
        (i32.add (local.get $p) (local.get $at))
        (f32x4.sub
          (f32x4.mul
            (v128.load (i32.add (local.get $p) (local.get $at)))
            (f32x4.splat (local.get $keep)))
          (f32x4.div
            (f32x4.mul (local.get $first) (f32x4.splat (local.get $step)))
            (f32x4.add (f32x4.sqrt (local.get $second)) (f32x4.splat (local.get $smallest))))))
      (local.set $at (i32.add (local.get $at) (i32.const 16)))
      (br_if $next (i32.lt_u (local.get $at) (local.get $end)))))

  ;; average ← average + share·(p − average).
  (func (export "follow") (param $count i32) (param $average i32) (param $p i32) (param $share f32)
    (local $at i32) (local $end i32) (local $before v128)
    (local.set $end (i32.shl (local.get $count) (i32.const 2)))
    (loop $next
      (local.set $before (v128.load (i32.add (local.get $average) (local.get $at))))
      (v128.store
        (i32.add (local.get $average) (local.get $at))
        (f32x4.add
          (local.get $before)
          (f32x4.mul
            (f32x4.sub (v128.load (i32.add (local.get $p) (local.get $at))) (local.get $before))
            (f32x4.splat (local.get $share)))))
      (local.set $at (i32.add (local.get $at) (i32.const 16)))
      (br_if $next (i32.lt_u (local.get $at) (local.get $end)))))

  ;; Σ x², in double precision.
  (func (export "squares") (param $count i32) (param $x i32) (result f64)
    (local $at i32) (local $end i32) (local $four v128) (local $low v128) (local $high v128) (local $sum v128)
    (local.set $end (i32.shl (local.get $count) (i32.const 2)))
    (loop $next
      (local.set $four (v128.load (i32.add (local.get $x) (local.get $at))))
      (local.set $low (f64x2.promote_low_f32x4 (local.get $four)))
      (local.set $high
        (f64x2.promote_low_f32x4
          (i8x16.shuffle 8 9 10 11 12 13 14 15 8 9 10 11 12 13 14 15 (local.get $four) (local.get $four))))
      (local.set $sum
        (f64x2.add
          (local.get $sum)
          (f64x2.add
            (f64x2.mul (local.get $low) (local.get $low))
            (f64x2.mul (local.get $high) (local.get $high)))))
      (local.set $at (i32.add (local.get $at) (i32.const 16)))
      (br_if $next (i32.lt_u (local.get $at) (local.get $end))))
    (f64.add (f64x2.extract_lane 0 (local.get $sum)) (f64x2.extract_lane 1 (local.get $sum)))))
