//! The routes of the service, with what their handlers take and answer, as their source says.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use syn::visit::{self, Visit};
use syn::{Expr, FnArg, Item, ItemFn, Lit, Pat, ReturnType, Type};

use super::types::{argument_of, name_of};

/// A path, a method and its handler.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Route {
    pub(super) path: String,
    /// In lower case.
    pub(super) method: String,
    /// Module and function.
    pub(super) handler: (String, String),
}

/// What a handler takes and answers.
#[derive(Default)]
pub(super) struct Handler {
    /// The type of its body.
    pub(super) takes: Option<String>,
    /// The type of its query.
    pub(super) query: Option<String>,
    /// What it answers with, where its signature says so.
    pub(super) answers: Option<Type>,
    /// Whether a repetition gets the first answer again.
    pub(super) is_idempotent: bool,
}

/// The routes of the function `router` in the file at `path`.
pub(super) fn routes(path: &Path, router: &str) -> Vec<Route> {
    let file = syn::parse_file(&fs::read_to_string(path).unwrap()).unwrap();
    let mut found = Found::default();
    for item in &file.items {
        if let Item::Fn(item) = item
            && item.sig.ident == router
        {
            found.visit_item_fn(item);
        }
    }
    found.routes.sort();
    found.routes
}

#[derive(Default)]
struct Found {
    routes: Vec<Route>,
}

impl<'ast> Visit<'ast> for Found {
    fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
        if call.method == "route" {
            let Expr::Lit(path) = &call.args[0] else {
                panic!("a path that isn't written out")
            };
            let Lit::Str(path) = &path.lit else {
                panic!("a path that is no text")
            };
            let mut methods = &call.args[1];
            loop {
                let (method, handler, before) = match methods {
                    Expr::Call(call) => (last(&call.func).1, &call.args[0], None),
                    Expr::MethodCall(call) => (
                        call.method.to_string(),
                        &call.args[0],
                        Some(&*call.receiver),
                    ),
                    _ => panic!("{}: handlers in a way of their own", path.value()),
                };
                self.routes.push(Route {
                    path: path.value(),
                    method,
                    handler: last(handler),
                });
                let Some(before) = before else { break };
                methods = before;
            }
        }
        visit::visit_expr_method_call(self, call);
    }
}

/// The last two names of a path.
fn last(expression: &Expr) -> (String, String) {
    let Expr::Path(path) = expression else {
        panic!("a handler without a name")
    };
    let mut names = path.path.segments.iter().rev();
    let name = names.next().unwrap().ident.to_string();
    let module = names.next().map(|segment| segment.ident.to_string());
    (module.unwrap_or_default(), name)
}

/// The handlers of a file, by name.
pub(super) fn handlers(path: &Path) -> BTreeMap<String, Handler> {
    let file = syn::parse_file(&fs::read_to_string(path).unwrap()).unwrap();
    let functions = file.items.iter().filter_map(|item| match item {
        Item::Fn(item) => Some((item.sig.ident.to_string(), handler(item))),
        _ => None,
    });
    functions.collect()
}

fn handler(function: &ItemFn) -> Handler {
    let mut handler = Handler::default();
    for input in &function.sig.inputs {
        let FnArg::Typed(input) = input else { continue };
        if let Some(body) = argument_of(&input.ty, "Body") {
            handler.takes = Some(name_of(body));
        }
        if let Some(query) = argument_of(&input.ty, "Query") {
            handler.query = Some(name_of(query));
        }
    }
    if let ReturnType::Type(_, of) = &function.sig.output {
        handler.answers = json_in(of).cloned();
    }
    handler.visit_item_fn(function);
    handler
}

/// `T` of the `Json<T>` in an answer.
fn json_in(of: &Type) -> Option<&Type> {
    if let Type::Tuple(tuple) = of {
        return tuple.elems.iter().find_map(json_in);
    }
    argument_of(of, "Json").or_else(|| argument_of(of, "ApiResult").and_then(json_in))
}

/// A body that is read when it is known that it wasn't before.
impl<'ast> Visit<'ast> for Handler {
    fn visit_local(&mut self, local: &'ast syn::Local) {
        let value = local.init.as_ref().map(|value| &*value.expr);
        let value = match value {
            Some(Expr::Try(value)) => Some(&*value.expr),
            other => other,
        };
        if let Some(Expr::Call(call)) = value
            && last(&call.func).1 == "read_json"
        {
            self.takes = Some(match &local.pat {
                Pat::Type(pattern) => name_of(&pattern.ty),
                Pat::Struct(pattern) => pattern.path.segments.last().unwrap().ident.to_string(),
                _ => panic!("a body whose type isn't said"),
            });
        }
        visit::visit_local(self, local);
    }

    fn visit_expr_call(&mut self, call: &'ast syn::ExprCall) {
        if let Expr::Path(path) = &*call.func {
            self.is_idempotent |= path.path.is_ident("once");
        }
        visit::visit_expr_call(self, call);
    }
}
