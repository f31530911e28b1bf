// What Rust drivers are made of, for the tests of the IR reader. Compiled by regenerate.sh.
#![no_std]
use core::sync::atomic::{fence, AtomicU32, Ordering};

pub mod lock {
    pub struct Lock {
        pub a: u32,
        pub b: [u8; 3],
    }

    impl Lock {
        #[inline(never)]
        pub fn take(&self, n: usize) -> u32 {
            self.a + self.b[n % 3] as u32
        }
    }
}

pub trait Work {
    fn run(&self) -> u32;
}

impl Work for lock::Lock {
    fn run(&self) -> u32 {
        self.take(1)
    }
}

extern "C" {
    fn ext(x: u32) -> u32;
}

#[derive(Clone, Copy)]
pub enum Event {
    Some(u32),
    Named { q: u64 },
    Nothing,
}

#[no_mangle]
pub extern "C" fn irq(n: u32, event: &Event, v: &AtomicU32) -> u64 {
    let lock = lock::Lock { a: n, b: [1, 2, 3] };
    let work: &dyn Work = &lock;
    let twice = |x: u32| x.wrapping_mul(n);
    let old = v.compare_exchange(1, 2, Ordering::AcqRel, Ordering::Acquire);
    fence(Ordering::Acquire);
    match *event {
        Event::Some(x) => x as u64 + twice(work.run()) as u64,
        Event::Named { q } => q,
        Event::Nothing => old.unwrap_or(unsafe { ext(4) }) as u64,
    }
}
