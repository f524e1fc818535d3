"""What boto3 makes of the embedded object store: python3 store.py ENDPOINT ACCESS_KEY SECRET_KEY

Each check is a function; the first that fails ends the script with its reason.
"""

import hashlib
import io
import sys

import boto3
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import ClientError

BUCKET = "plinth"
MIB = 1024 * 1024
endpoint, access, secret = sys.argv[1:4]
s3 = boto3.client(
    "s3",
    endpoint_url=endpoint,
    aws_access_key_id=access,
    aws_secret_access_key=secret,
    region_name="us-east-1",
    config=Config(retries={"max_attempts": 1}, s3={"addressing_style": "path"}),
)


def refused(code, call, **words):
    try:
        call(Bucket=BUCKET, **words)
    except ClientError as error:
        said = error.response["Error"]["Code"]
        assert said == code, f"{said} instead of {code}"
        return error.response["ResponseMetadata"]["HTTPStatusCode"]
    raise AssertionError(f"{call.__name__} was not refused with {code}")


def content(length, seed=1):
    block = hashlib.sha256(str(seed).encode()).digest() * 2048
    return (block * (length // len(block) + 1))[:length]


def every_kind_of_checksum_is_verified():
    for algorithm in ["CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256"]:
        key = f"boto/sum-{algorithm}"
        s3.put_object(Bucket=BUCKET, Key=key, Body=b"chair", ChecksumAlgorithm=algorithm)
        head = s3.head_object(Bucket=BUCKET, Key=key, ChecksumMode="ENABLED")
        assert f"Checksum{algorithm}" in head, head
        wrong = {f"Checksum{algorithm}": "AAAAAA=="}
        refused("BadDigest", s3.put_object, Key=key + "-wrong", Body=b"chair", **wrong)
        refused("404", s3.head_object, Key=key + "-wrong")


def an_upload_in_parts_comes_back_as_it_was():
    body = content(23 * MIB + 17)
    config = TransferConfig(multipart_threshold=8 * MIB, multipart_chunksize=8 * MIB)
    s3.upload_fileobj(io.BytesIO(body), BUCKET, "boto/parts", Config=config)
    got = io.BytesIO()
    s3.download_fileobj(BUCKET, "boto/parts", got, Config=config)
    assert got.getvalue() == body
    head = s3.head_object(Bucket=BUCKET, Key="boto/parts")
    assert head["ETag"].endswith('-3"'), head["ETag"]
    part = s3.get_object(Bucket=BUCKET, Key="boto/parts", PartNumber=3)
    assert part["Body"].read() == body[16 * MIB :] and part["PartsCount"] == 3
    tail = s3.get_object(Bucket=BUCKET, Key="boto/parts", Range="bytes=-17")
    assert tail["Body"].read() == body[-17:]


def parts_are_listed_in_order_page_by_page_and_held_to_their_word():
    key = "boto/by-hand"
    upload = s3.create_multipart_upload(Bucket=BUCKET, Key=key)["UploadId"]
    etags = {}
    for number in [3, 1, 2]:
        sent = s3.upload_part(
            Bucket=BUCKET, Key=key, UploadId=upload, PartNumber=number, Body=content(5 * MIB, number)
        )
        etags[number] = sent["ETag"]
    pages = s3.get_paginator("list_parts").paginate(
        Bucket=BUCKET, Key=key, UploadId=upload, PaginationConfig={"PageSize": 2}
    )
    listed = [part["PartNumber"] for page in pages for part in page["Parts"]]
    assert listed == [1, 2, 3], listed
    uploads = s3.list_multipart_uploads(Bucket=BUCKET, Prefix=key)["Uploads"]
    assert [there["UploadId"] for there in uploads] == [upload]
    name = {"Key": key, "UploadId": upload}
    parts = [{"PartNumber": number, "ETag": etags[number]} for number in [1, 2, 3]]
    complete = s3.complete_multipart_upload
    refused("InvalidPartOrder", complete, MultipartUpload={"Parts": parts[::-1]}, **name)
    wrong = parts[:2] + [{"PartNumber": 3, "ETag": etags[1]}]
    refused("InvalidPart", complete, MultipartUpload={"Parts": wrong}, **name)
    refused("404", s3.head_object, Key=key)
    s3.complete_multipart_upload(Bucket=BUCKET, MultipartUpload={"Parts": parts}, **name)
    refused("NoSuchUpload", complete, MultipartUpload={"Parts": parts}, **name)
    body = s3.get_object(Bucket=BUCKET, Key=key)["Body"].read()
    assert body == b"".join(content(5 * MIB, number) for number in [1, 2, 3])


def reads_and_writes_keep_their_conditions():
    key = "boto/conditions"
    etag = s3.put_object(Bucket=BUCKET, Key=key, Body=b"one")["ETag"]
    refused("PreconditionFailed", s3.put_object, Key=key, Body=b"two", IfNoneMatch="*")
    refused("PreconditionFailed", s3.put_object, Key=key, Body=b"two", IfMatch='"0"')
    assert refused("304", s3.get_object, Key=key, IfNoneMatch=etag) == 304
    refused("PreconditionFailed", s3.get_object, Key=key, IfMatch='"0"')
    s3.put_object(Bucket=BUCKET, Key=key, Body=b"two", IfMatch=etag)
    assert s3.get_object(Bucket=BUCKET, Key=key)["Body"].read() == b"two"


def hostile_keys_are_keys_like_any_others():
    keys = ["boto/k/../../../etc/passwd", "boto/k/a//b", "boto/k/ü ?&=+%00.glb", "boto/k", "boto/k/n/b"]
    for key in keys:
        s3.put_object(Bucket=BUCKET, Key=key, Body=key.encode())
    for key in keys:
        assert s3.get_object(Bucket=BUCKET, Key=key)["Body"].read() == key.encode(), key
    pages = s3.get_paginator("list_objects_v2").paginate(
        Bucket=BUCKET, Prefix="boto/k", PaginationConfig={"PageSize": 2}
    )
    listed = [there["Key"] for page in pages for there in page["Contents"]]
    assert listed == sorted(keys, key=lambda key: key.encode()), listed
    gone = s3.delete_objects(Bucket=BUCKET, Delete={"Objects": [{"Key": key} for key in keys]})
    assert len(gone["Deleted"]) == len(keys), gone


def copies_are_objects_of_their_own():
    body = content(12 * MIB, 7)
    said = {"ContentType": "model/gltf-binary", "Metadata": {"who": "me"}}
    s3.put_object(Bucket=BUCKET, Key="boto/from", Body=body, **said)
    source = {"Bucket": BUCKET, "Key": "boto/from"}
    copied = s3.copy_object(Bucket=BUCKET, Key="boto/to ü", CopySource=source)["CopyObjectResult"]
    assert copied["ETag"] == f'"{hashlib.md5(body).hexdigest()}"'
    # In parts, as boto3 does with large ones.
    config = TransferConfig(multipart_threshold=5 * MIB, multipart_chunksize=5 * MIB)
    s3.copy(source, BUCKET, "boto/to-in-parts", Config=config)
    s3.delete_object(Bucket=BUCKET, Key="boto/from")
    for key in ["boto/to ü", "boto/to-in-parts"]:
        got = s3.get_object(Bucket=BUCKET, Key=key)
        assert got["Body"].read() == body, key
        assert got["ContentType"] == said["ContentType"], key
        assert got["Metadata"] == said["Metadata"], key
    onto = {"Bucket": BUCKET, "Key": "boto/to ü"}
    refused("InvalidRequest", s3.copy_object, Key="boto/to ü", CopySource=onto)
    s3.copy_object(
        Bucket=BUCKET, Key="boto/to ü", CopySource=onto, MetadataDirective="REPLACE", ContentType="a/b"
    )
    assert s3.head_object(Bucket=BUCKET, Key="boto/to ü")["ContentType"] == "a/b"
    refused("NoSuchKey", s3.copy_object, Key="boto/x", CopySource=source)
    refused(
        "PreconditionFailed", s3.copy_object, Key="boto/x", CopySource=onto, CopySourceIfMatch='"0"'
    )


def addresses_that_were_signed_beforehand_work_until_they_expire():
    import urllib.error
    import urllib.request

    s3.put_object(Bucket=BUCKET, Key="boto/signed", Body=b"chair")
    name = {"Bucket": BUCKET, "Key": "boto/signed"}
    good = s3.generate_presigned_url("get_object", Params=name, ExpiresIn=60)
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    assert opener.open(good).read() == b"chair"
    try:
        opener.open(good.replace("boto/signed", "boto/parts"))
        raise AssertionError("a signature is good for another key")
    except urllib.error.HTTPError as error:
        assert error.code == 403, error.code


if __name__ == "__main__":
    checks = [check for name, check in list(globals().items()) if name.endswith(
        ("verified", "was", "word", "conditions", "others", "own", "expire")
    )]
    assert len(checks) == 7, [check.__name__ for check in checks]
    for check in checks:
        try:
            check()
        except Exception as error:
            sys.exit(f"{check.__name__}: {type(error).__name__}: {error}")
        print(check.__name__)
