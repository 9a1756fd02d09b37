//! Parameters that an operation has whether its author declares them or not.

use utoipa::openapi::{
    ObjectBuilder, RefOr, Required,
    path::{Operation, ParameterBuilder, ParameterIn},
    schema::Type,
};

/// Declares a required parameter, unless the author did: then it is required all the same.
pub(super) fn declare(
    operation: &mut Operation,
    place: &ParameterIn,
    name: &str,
    description: Option<&str>,
) {
    let parameters = operation.parameters.get_or_insert_default();
    let mut is_declared = false;
    for parameter in &mut *parameters {
        match parameter {
            RefOr::T(known) if known.parameter_in == *place && is(name, &known.name, place) => {
                known.required = Required::True;
                is_declared = true;
            }
            // One that is declared elsewhere and only referred to cannot be told apart.
            RefOr::Ref(_) => is_declared = true,
            RefOr::T(_) => {}
        }
    }
    if is_declared {
        return;
    }
    let parameter = ParameterBuilder::new()
        .name(name)
        .parameter_in(place.clone())
        .required(Required::True)
        .description(description)
        .schema(Some(ObjectBuilder::new().schema_type(Type::String)))
        .build();
    parameters.push(parameter.into());
}

/// Headers alone are named without regard to case (RFC 9110, section 5.1).
fn is(name: &str, known: &str, place: &ParameterIn) -> bool {
    match place {
        ParameterIn::Header => name.eq_ignore_ascii_case(known),
        _ => name == known,
    }
}
