//! Headers of columns in English, Chinese, German, French and Spanish.

use super::Target;

/// Folded headers of each target, separated by vertical bars.
pub(super) const WORDS: &[(Target, &str)] = &[
    (
        Target::Id,
        "id | key | node id | code | employee id | staff id | person id | unit id | \
         post unique reference | number | nr | no | 编号 | 工号 | 代码 | kennung | personalnummer | \
         matricule | codigo",
    ),
    (
        Target::Parent,
        "parent | parent id | pid | parents | parent ids | parent unit | parent name | \
         belongs to | superior unit | parent organisation | parent organization | 上级 | 上级单位 | \
         上级部门 | 上级编号 | 隶属 | 隶属单位 | ubergeordnete einheit | ubergeordnet | gehort zu | \
         rattachement | unite parente | unidad superior | depende de",
    ),
    (Target::Kind, "kind | type | unit type | 类型 | 类别 | art | typ | type d'unite | tipo"),
    (
        Target::Acronym,
        "acronym | abbreviation | short name | 简称 | 缩写 | kurzel | abkurzung | kurzbezeichnung | \
         sigle | sigla",
    ),
    (
        Target::HeadTitle,
        "head title | head.title | title of head | 主管职务 | 负责人职务 | leitungsfunktion | titre du chef",
    ),
    (
        Target::HeadHolder,
        "head | head holder | head.holder | head name | director | 负责人 | 主管 | leiter | leitung | \
         leiter/in | leiterin | chef | responsable | jefe",
    ),
    (
        Target::PostTitle,
        "title | job title | post | post title | position | role | 职位 | 职务 | 岗位 | stelle | \
         funktion | dienstposten | titel | amtsbezeichnung | poste | fonction | cargo | puesto",
    ),
    (
        Target::PostHolder,
        "full name | employee | employee name | person | holder | staff name | post holder | 姓名 | \
         员工 | mitarbeiter | mitarbeiter/in | inhaber | nom complet | titulaire | nombre completo | \
         titular",
    ),
    (
        Target::Manager,
        "manager | manager id | manager name | reports to | reports to id | supervisor | \
         line manager | 直属上级 | 汇报对象 | 上级主管 | vorgesetzter | vorgesetzte | vorgesetzte/r | \
         superieur | jefe directo",
    ),
    (
        Target::Department,
        "department | dept | 部门 | 所属部门 | abteilung | departement | service | departamento",
    ),
    (Target::Rank, "rank | grade | pay grade | 职级 | 级别 | besoldung | besoldungsgruppe | grado"),
    (
        Target::Function,
        "function | functions | core functions | purpose | mission | responsibility | \
         responsibilities | tasks | 职能 | 职责 | 主要职责 | aufgabe | aufgaben | missions | funciones",
    ),
    (Target::Citation, "citation | cite | paragraph | legal basis | 依据 | 条款 | rechtsgrundlage"),
    (Target::Link, "url | website | web | link | 网址 | 网站 | webseite | site web | sitio web"),
    (Target::Email, "email | e-mail | mail | 邮箱 | 电子邮件 | courriel | correo"),
    (Target::Phone, "phone | telephone | tel | 电话 | telefon | telefono"),
    (
        Target::Headcount,
        "headcount | staff | people | number of staff | 人数 | 编制 | mitarbeiterzahl | effectif | \
         plantilla",
    ),
    (Target::Fte, "fte | stellenanteil | vza | 全时当量 | etp"),
    (Target::Status, "status | 状态 | statut | estado"),
    (Target::Position, "line or staff | placement | stabsstelle"),
    (
        Target::FormerName,
        "former name | former names | also named | previous name | 曾用名 | 原名称 | fruherer name | \
         ancien nom | nombre anterior",
    ),
    (
        Target::Note,
        "note | notes | remark | remarks | comment | 备注 | bemerkung | remarque | nota",
    ),
    (Target::Path, "path | 路径 | pfad | chemin | ruta"),
];

/// Headers of unit names; in a table of people they are the persons' names.
pub(super) const NAMES: &str = "name | unit | unit name | org unit | organisation | organization | organisation name | \
    名称 | 单位 | 单位名称 | 机构 | 机构名称 | bezeichnung | einheit | organisationseinheit | nom | unite | \
    nombre | unidad";

/// Whether a word is in a list separated by vertical bars; spaces within words are ignored.
pub(super) fn has_word(words: &str, wanted: &str) -> bool {
    let is_wanted =
        |word: &str| word.trim() == wanted || word.chars().filter(|c| *c != ' ').eq(wanted.chars());
    words.split('|').any(is_wanted)
}
