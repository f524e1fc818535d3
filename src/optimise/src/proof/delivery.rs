//! What bytes cost: seconds for the customer, money for the shop.

use serde::{Deserialize, Serialize};

/// Networks and prices, dated: `assets/proof/delivery.json`.
const TABLE: &str = include_str!("../../../../assets/proof/delivery.json");

/// A million, in views.
const VIEWS: f64 = 1e6;

/// The tables of networks and prices.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Table {
    /// When the prices were read.
    pub(super) as_of: String,
    networks: Vec<Network>,
    prices: Vec<Price>,
}

#[derive(Debug, Clone, Deserialize)]
struct Network {
    name: String,
    megabits_per_second: f64,
    round_trip_ms: f64,
}

#[derive(Debug, Clone, Deserialize)]
struct Price {
    name: String,
    terms: String,
    currency: String,
    per_gigabyte: f64,
    per_million_requests: f64,
}

/// Seconds from asking for the file to its last byte, on an open connection: one round trip, then the
/// bytes at the line's rate.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Load {
    /// The network's name.
    pub network: String,
    /// Its rate.
    pub megabits_per_second: f64,
    /// Its round trip.
    pub round_trip_ms: f64,
    /// Seconds for the file before.
    pub before_seconds: f64,
    /// Seconds for the file after.
    pub after_seconds: f64,
}

/// The price of a million views: each asks once and gets the whole file.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Cost {
    /// Who delivers.
    pub provider: String,
    /// What the price holds for.
    pub terms: String,
    /// When it was read.
    pub as_of: String,
    /// ISO 4217.
    pub currency: String,
    /// Of the file before.
    pub before: f64,
    /// Of the file after.
    pub after: f64,
}

impl Table {
    /// The table that is built in.
    pub(super) fn built_in() -> base::Result<Self> {
        serde_json::from_str(TABLE).map_err(|error| {
            base::Fault::service("The table of networks and prices can't be read").because(error)
        })
    }

    /// Times for files of so many sent bytes, before and after.
    pub(super) fn loads(&self, before: u64, after: u64) -> Vec<Load> {
        let seconds = |network: &Network, bytes: u64| {
            network.round_trip_ms / 1e3 + bytes as f64 * 8.0 / (network.megabits_per_second * 1e6)
        };
        let load = |network: &Network| Load {
            network: network.name.clone(),
            megabits_per_second: network.megabits_per_second,
            round_trip_ms: network.round_trip_ms,
            before_seconds: seconds(network, before),
            after_seconds: seconds(network, after),
        };
        self.networks.iter().map(load).collect()
    }

    /// Prices of a million views of files of so many sent bytes, before and after.
    pub(super) fn costs(&self, before: u64, after: u64) -> Vec<Cost> {
        // Providers bill gigabytes of 10^9 bytes.
        let price = |price: &Price, bytes: u64| {
            bytes as f64 * VIEWS / 1e9 * price.per_gigabyte + price.per_million_requests
        };
        let cost = |one: &Price| Cost {
            provider: one.name.clone(),
            terms: one.terms.clone(),
            as_of: self.as_of.clone(),
            currency: one.currency.clone(),
            before: price(one, before),
            after: price(one, after),
        };
        self.prices.iter().map(cost).collect()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use super::*;

    #[test]
    fn times_and_prices_follow_from_the_table() {
        let table = Table::built_in().unwrap();
        let loads = table.loads(2_000_000, 200_000);
        assert_eq!(loads.len(), 3);
        let slow = &loads[0];
        assert_eq!(slow.network, "Slow 4G");
        assert!((slow.before_seconds - 10.15).abs() < 1e-9, "{slow:?}");
        assert!((slow.after_seconds - 1.15).abs() < 1e-9, "{slow:?}");
        let costs = table.costs(2_000_000, 200_000);
        // 2000 GB at 0.085 and a million requests at 1.
        assert!((costs[0].before - 171.0).abs() < 1e-9, "{costs:?}");
        assert!((costs[0].after - 18.0).abs() < 1e-9, "{costs:?}");
    }
}
