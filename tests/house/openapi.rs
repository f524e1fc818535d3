//! The description of the HTTP API is held against the code: every route and no other, every field of
//! what is asked and answered with its type, and whether it must be given.

mod routes;
mod types;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;
use std::fs;
use std::path::{Path, PathBuf};

use base::{ListingId, Sku, Slug};
use serde_json::{Value, json};
use types::{Shape, Types};

fn source(path: &str) -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    root.join("src").join(path)
}

fn description() -> Value {
    let text = fs::read_to_string(source("service/src/routes/openapi.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

fn routes_of(router: &str) -> Vec<routes::Route> {
    routes::routes(&source("service/src/routes/mod.rs"), router)
}

/// The types that go over the line.
fn types() -> Types {
    let mut types = Types::default();
    types.read(&source("listing/src/api.rs"), &[]);
    types.read(&source("listing/src/manifest.rs"), &[]);
    types.read(&source("base/src/units.rs"), &["Money"]);
    types.read(&source("service/src/routes/beacons.rs"), &["Beacon"]);
    types
}

/// Path, method and what is said of it, for each operation.
fn operations(description: &Value) -> BTreeMap<(String, String), &Value> {
    let mut operations = BTreeMap::new();
    for (path, item) in description["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            if !["servers", "parameters"].contains(&method.as_str()) {
                operations.insert((path.clone(), method.clone()), operation);
            }
        }
    }
    operations
}

/// The paths of what customers read that has an address of its own, with names in place of values.
fn at_the_edge() -> [String; 2] {
    let id = ListingId::generate();
    let sku: Sku = "X-1".parse().unwrap();
    let slug = Slug::from_title("", &sku);
    [
        listing::page_path(&slug).replace(slug.as_str(), "{slug}"),
        listing::manifest_path(&id).replace(&id.to_string(), "{id}"),
    ]
}

/// Holds two sets against each other, so that what is missing on each side is read at once.
fn same<T: Ord + Debug>(described: BTreeSet<T>, real: BTreeSet<T>, of: &str) {
    let missing: Vec<&T> = real.difference(&described).collect();
    let invented: Vec<&T> = described.difference(&real).collect();
    assert!(
        missing.is_empty() && invented.is_empty(),
        "{of}: not described: {missing:?}; described, but not there: {invented:?}"
    );
}

#[test]
fn every_route_is_described_and_no_other() {
    let description = description();
    let (api, shop) = (routes_of("api_router"), routes_of("shop_router"));
    assert!(api.len() > 15 && shop.len() > 1, "the routers weren't read");
    let mut real: BTreeSet<(String, String)> = api
        .iter()
        .chain(&shop)
        .map(|route| (route.path.clone(), route.method.clone()))
        .collect();
    real.extend(at_the_edge().map(|path| (path, "get".to_owned())));
    same(
        operations(&description).into_keys().collect(),
        real,
        "routes",
    );

    // What the API's own address doesn't serve is said to be at the shop's.
    let of_api: BTreeSet<&str> = api.iter().map(|route| route.path.as_str()).collect();
    for (path, item) in description["paths"].as_object().unwrap() {
        let is_shops = item["servers"][0]["url"] == "{shop}";
        assert_eq!(
            is_shops,
            !of_api.contains(path.as_str()),
            "{path}: the server"
        );
    }
}

#[test]
fn what_each_route_takes_and_answers_is_what_its_handler_does() {
    let description = description();
    let operations = operations(&description);
    let types = types();
    let (mut bodies, mut answers, mut queries, mut repeatable) = (0, 0, 0, 0);
    for route in [routes_of("api_router"), routes_of("shop_router")].concat() {
        let (module, function) = &route.handler;
        let file = source(&format!("service/src/routes/{module}.rs"));
        let handlers = routes::handlers(&file);
        let handler = &handlers[function];
        let operation = operations[&(route.path.clone(), route.method.clone())];
        let of = format!("{} {}", route.method, route.path);

        let body = &operation["requestBody"]["content"]["application/json"]["schema"]["$ref"];
        let takes = handler.takes.as_ref();
        let expected = takes.map(|name| format!("#/components/schemas/{name}"));
        assert_eq!(body.as_str(), expected.as_deref(), "{of}: its body");
        bodies += usize::from(takes.is_some());

        if let Some(answer) = &handler.answers {
            answers += 1;
            let good = operation["responses"].as_object().unwrap().iter();
            let good = good.filter(|(status, _)| status.starts_with('2'));
            for (status, response) in good {
                let said = &response["content"]["application/json"]["schema"];
                assert_eq!(*said, types.schema(answer), "{of}: {status}");
            }
        }

        // Its parameters: those in the path, those in the query, and the key of a repetition.
        let item = &description["paths"][&route.path];
        let parameters = [&item["parameters"], &operation["parameters"]];
        let said: BTreeSet<(String, String, bool)> = parameters
            .iter()
            .flat_map(|list| list.as_array().into_iter().flatten())
            .map(|parameter| {
                let word = |key: &str| parameter[key].as_str().unwrap().to_owned();
                (word("in"), word("name"), parameter["required"] == true)
            })
            .collect();
        let within = route.path.split('{').skip(1);
        let mut real: BTreeSet<(String, String, bool)> = within
            .map(|rest| ("path".into(), rest.split('}').next().unwrap().into(), true))
            .collect();
        if let Some(query) = &handler.query {
            queries += 1;
            let mut own = Types::default();
            own.read(&file, &[query]);
            let Some(Shape::Object { fields, .. }) = own.shapes.get(query) else {
                panic!("{query} has no fields")
            };
            for field in fields {
                let must = !field.may_be_left_out;
                real.insert(("query".into(), field.name.clone(), must));
            }
        }
        if handler.is_idempotent {
            repeatable += 1;
            real.insert(("header".into(), "Idempotency-Key".into(), false));
        }
        same(said, real, &of);
    }
    // None of these are found where the code is written in another way.
    assert!(bodies >= 7 && answers >= 9 && queries >= 2 && repeatable >= 3);
}

/// The schemas that `value` leads to, each with all that it leads to.
fn reached(value: &Value, description: &Value, into: &mut BTreeSet<String>) {
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                if let ("$ref", Some(path)) = (key.as_str(), value.as_str()) {
                    let name = path.strip_prefix("#/components/schemas/").unwrap();
                    if into.insert(name.to_owned()) {
                        let schema = &description["components"]["schemas"][name];
                        assert!(schema.is_object(), "{name} isn't there");
                        reached(schema, description, into);
                    }
                }
                reached(value, description, into);
            }
        }
        Value::Array(list) => list
            .iter()
            .for_each(|value| reached(value, description, into)),
        _ => {}
    }
}

/// Words that narrow or explain what a type says.
const MORE: [&str; 7] = [
    "description",
    "pattern",
    "format",
    "minimum",
    "maximum",
    "maxItems",
    "const",
];

/// Whether `said` is `must`, with nothing but explanations more.
fn agrees(said: &Value, must: &Value) -> bool {
    let (Some(said), Some(must)) = (said.as_object(), must.as_object()) else {
        return said == must;
    };
    let all = must.iter().all(|(key, must)| {
        said.get(key).is_some_and(|said| match key.as_str() {
            "items" | "additionalProperties" => agrees(said, must),
            _ => said == must,
        })
    });
    all && said
        .keys()
        .all(|key| must.contains_key(key) || MORE.contains(&key.as_str()))
}

#[test]
fn every_field_is_described_with_its_type_and_whether_it_must_be_given() {
    let description = description();
    let types = types();
    let (mut asked, mut answered) = (BTreeSet::new(), BTreeSet::new());
    for operation in operations(&description).values() {
        reached(&operation["requestBody"], &description, &mut asked);
        reached(&operation["responses"], &description, &mut answered);
    }
    let schemas = description["components"]["schemas"].as_object().unwrap();
    same(
        schemas.keys().cloned().collect(),
        types.shapes.keys().cloned().collect(),
        "types",
    );
    for (name, shape) in &types.shapes {
        let schema = &schemas[name];
        let (is_asked, is_answered) = (asked.contains(name), answered.contains(name));
        assert!(
            is_asked || is_answered,
            "{name} is neither asked nor answered"
        );
        match shape {
            Shape::Words(words) => {
                assert_eq!(schema["type"], "string", "{name}");
                assert_eq!(schema["enum"], json!(words), "{name}");
            }
            Shape::Object { fields, is_strict } => {
                assert_eq!(schema["type"], "object", "{name}");
                let closed = schema["additionalProperties"] == false;
                assert_eq!(
                    closed, *is_strict,
                    "{name}: whether it takes unknown fields"
                );
                let said = schema["properties"].as_object().unwrap();
                same(
                    said.keys().cloned().collect(),
                    fields.iter().map(|field| field.name.clone()).collect(),
                    name,
                );
                let required: BTreeSet<String> =
                    serde_json::from_value(schema["required"].clone()).unwrap();
                let must = fields.iter().filter(|field| {
                    let given = !is_asked || !field.may_be_left_out;
                    let answered = !is_answered || !field.may_be_skipped;
                    given && answered
                });
                let must = must.map(|field| field.name.clone()).collect();
                same(required, must, &format!("{name}: what is always there"));
                for field in fields {
                    let (said, must) = (&said[&field.name], types.schema_of(field));
                    assert!(
                        agrees(said, &must),
                        "{name}.{}: {said}, where the type is {must}",
                        field.name
                    );
                }
            }
        }
    }
}
