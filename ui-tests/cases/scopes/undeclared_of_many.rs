use axum_secured::{Scopes, SecuritySchemes, secured};
use ui_tests::Nobody;

macro_rules! own {
    ($($name:ident $token:literal)*) => {
        #[derive(Scopes)]
        pub enum Own { $(#[scope($token)] $name,)* }
    };
}
own! {
    S0 "department-000:records-writes" S1 "department-001:records-writes" S2 "department-002:records-writes" S3 "department-003:records-writes" S4 "department-004:records-writes" S5 "department-005:records-writes" S6 "department-006:records-writes" S7 "department-007:records-writes" S8 "department-008:records-writes"
    S9 "department-009:records-writes" S10 "department-010:records-writes" S11 "department-011:records-writes" S12 "department-012:records-writes" S13 "department-013:records-writes" S14 "department-014:records-writes" S15 "department-015:records-writes" S16 "department-016:records-writes" S17 "department-017:records-writes"
    S18 "department-018:records-writes" S19 "department-019:records-writes" S20 "department-020:records-writes" S21 "department-021:records-writes" S22 "department-022:records-writes" S23 "department-023:records-writes" S24 "department-024:records-writes" S25 "department-025:records-writes" S26 "department-026:records-writes"
    S27 "department-027:records-writes" S28 "department-028:records-writes" S29 "department-029:records-writes" S30 "department-030:records-writes" S31 "department-031:records-writes" S32 "department-032:records-writes" S33 "department-033:records-writes" S34 "department-034:records-writes" S35 "department-035:records-writes"
    S36 "department-036:records-writes" S37 "department-037:records-writes" S38 "department-038:records-writes" S39 "department-039:records-writes" S40 "department-040:records-writes" S41 "department-041:records-writes" S42 "department-042:records-writes" S43 "department-043:records-writes" S44 "department-044:records-writes"
    S45 "department-045:records-writes" S46 "department-046:records-writes" S47 "department-047:records-writes" S48 "department-048:records-writes" S49 "department-049:records-writes" S50 "department-050:records-writes" S51 "department-051:records-writes" S52 "department-052:records-writes" S53 "department-053:records-writes"
    S54 "department-054:records-writes" S55 "department-055:records-writes" S56 "department-056:records-writes" S57 "department-057:records-writes" S58 "department-058:records-writes" S59 "department-059:records-writes" S60 "department-060:records-writes" S61 "department-061:records-writes" S62 "department-062:records-writes"
    S63 "department-063:records-writes" S64 "department-064:records-writes" S65 "department-065:records-writes" S66 "department-066:records-writes" S67 "department-067:records-writes" S68 "department-068:records-writes" S69 "department-069:records-writes" S70 "department-070:records-writes" S71 "department-071:records-writes"
    S72 "department-072:records-writes" S73 "department-073:records-writes" S74 "department-074:records-writes" S75 "department-075:records-writes" S76 "department-076:records-writes" S77 "department-077:records-writes" S78 "department-078:records-writes" S79 "department-079:records-writes" S80 "department-080:records-writes"
    S81 "department-081:records-writes" S82 "department-082:records-writes" S83 "department-083:records-writes" S84 "department-084:records-writes" S85 "department-085:records-writes" S86 "department-086:records-writes" S87 "department-087:records-writes" S88 "department-088:records-writes" S89 "department-089:records-writes"
    S90 "department-090:records-writes" S91 "department-091:records-writes" S92 "department-092:records-writes" S93 "department-093:records-writes" S94 "department-094:records-writes" S95 "department-095:records-writes" S96 "department-096:records-writes" S97 "department-097:records-writes" S98 "department-098:records-writes"
    S99 "department-099:records-writes" S100 "department-100:records-writes" S101 "department-101:records-writes" S102 "department-102:records-writes" S103 "department-103:records-writes" S104 "department-104:records-writes" S105 "department-105:records-writes" S106 "department-106:records-writes" S107 "department-107:records-writes"
    S108 "department-108:records-writes" S109 "department-109:records-writes" S110 "department-110:records-writes" S111 "department-111:records-writes" S112 "department-112:records-writes" S113 "department-113:records-writes" S114 "department-114:records-writes" S115 "department-115:records-writes" S116 "department-116:records-writes"
    S117 "department-117:records-writes" S118 "department-118:records-writes" S119 "department-119:records-writes" S120 "department-120:records-writes" S121 "department-121:records-writes" S122 "department-122:records-writes" S123 "department-123:records-writes" S124 "department-124:records-writes" S125 "department-125:records-writes"
    S126 "department-126:records-writes" S127 "department-127:records-writes"
}
#[derive(SecuritySchemes)]
pub struct Schemes {
    #[scheme(http(bearer), scopes = Own)]
    pub token: Nobody,
}

#[secured(token("department-127:recrods-writes"))]
async fn handler() {}
fn main() {}
